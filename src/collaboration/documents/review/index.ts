import type { DocumentModel } from "../model.ts";
import { type Review, type ReviewOperation, reviewOperationSchema, reviewSchema } from "./contract.ts";
import { patchReview } from "./patch.ts";
import { projectReview } from "./project.ts";
import { REVIEW_ROOTS } from "./shape.ts";

/** Ranges of a recording that people talk about. */
export const review: DocumentModel<Review, ReviewOperation> = {
  kind: "review",
  roots: REVIEW_ROOTS,
  contract: reviewSchema,
  operation: reviewOperationSchema,
  project: projectReview,
  apply: patchReview,
  exports: {},
};
