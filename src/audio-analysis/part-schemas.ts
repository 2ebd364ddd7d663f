import type { z } from "zod";
import type { StoredPart } from "./parts.ts";
import { chordsSchema, genreSchema, moodSchema, voiceSchema } from "./parts-contract.ts";
import { qualitySchema } from "./quality-contract.ts";

/** What each stored part has to be before it is stored, since nobody looks at it again before it is served. */
export const PART_SCHEMAS: Readonly<Record<StoredPart, z.ZodType>> = {
  quality: qualitySchema,
  harmony: chordsSchema,
  genre: genreSchema,
  mood: moodSchema,
  voice: voiceSchema,
};
