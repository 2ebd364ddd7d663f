import { z } from "@hono/zod-openapi";
import { arrangementSchema } from "./arrangement/contract.ts";
import { lyricsSchema } from "./lyrics/contract.ts";
import { playlistSchema } from "./playlist/contract.ts";
import { releasePlanSchema } from "./release-plan/contract.ts";
import { reviewSchema } from "./review/contract.ts";

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
