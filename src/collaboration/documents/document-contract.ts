import { z } from "@hono/zod-openapi";
import { arrangementOperationSchema, arrangementSchema } from "./arrangement/contract.ts";
import type { DocumentKind } from "./contract.ts";
import { lyricsOperationSchema, lyricsSchema } from "./lyrics/contract.ts";
import { MODELS } from "./models.ts";
import { MOST_OPERATIONS } from "./patch-document.ts";
import { playlistOperationSchema, playlistSchema } from "./playlist/contract.ts";
import { releasePlanOperationSchema, releasePlanSchema } from "./release-plan/contract.ts";
import { reviewOperationSchema, reviewSchema } from "./review/contract.ts";

/** Any document as JSON; its `kind` says which. */
export const documentSchema = z
  .discriminatedUnion("kind", [
    playlistSchema,
    arrangementSchema,
    lyricsSchema,
    releasePlanSchema,
    reviewSchema,
  ])
  .openapi("Document");

/** What a patch's body may hold, for the OpenAPI document: which of these a document takes depends on its kind. */
export const operationsSchema = z.union([
  z.array(playlistOperationSchema).max(MOST_OPERATIONS),
  z.array(arrangementOperationSchema).max(MOST_OPERATIONS),
  z.array(lyricsOperationSchema).max(MOST_OPERATIONS),
  z.array(releasePlanOperationSchema).max(MOST_OPERATIONS),
  z.array(reviewOperationSchema).max(MOST_OPERATIONS),
]);

/** One operation on a document of a kind. */
export function operationSchema(kind: DocumentKind): z.ZodType {
  return MODELS[kind].operation;
}
