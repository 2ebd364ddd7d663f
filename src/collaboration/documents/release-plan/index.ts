import type { DocumentModel } from "../model.ts";
import {
  type ReleasePlan,
  type ReleasePlanOperation,
  releasePlanOperationSchema,
  releasePlanSchema,
} from "./contract.ts";
import { patchReleasePlan } from "./patch.ts";
import { projectReleasePlan } from "./project.ts";
import { RELEASE_PLAN_ROOTS } from "./shape.ts";

/** What is to be done for a release, by whom, when and in which order. */
export const releasePlan: DocumentModel<ReleasePlan, ReleasePlanOperation> = {
  kind: "release-plan",
  roots: RELEASE_PLAN_ROOTS,
  contract: releasePlanSchema,
  operation: releasePlanOperationSchema,
  project: projectReleasePlan,
  apply: patchReleasePlan,
  exports: {},
};
