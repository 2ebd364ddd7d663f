import { z } from "@hono/zod-openapi";
import { cardLinksSchema } from "../cards/index.ts";
import { idSchema } from "../http/index.ts";

/** What a question may bring, within the 64 KiB of a body: ten minutes of raw hashes, about twenty compressed. */
const MOST_HASHES = 5_000;
const MOST_CHARACTERS = 60_000;
const MOST_MATCHES = 20;

export const lookupSchema = z
  .strictObject({
    fingerprint: z
      .string()
      .min(1)
      .max(MOST_CHARACTERS)
      .optional()
      .openapi({ description: "As `fpcalc` prints it: compressed, base64url", example: "AQAAAA" }),
    hashes: z
      .array(z.int().min(0).max(0xffffffff))
      .min(1)
      .max(MOST_HASHES)
      .optional()
      .openapi({ description: "As `fpcalc -raw` prints it: unsigned 32-bit numbers" }),
    track_id: idSchema.optional(),
    duration: z
      .number()
      .min(0)
      .max(86_400)
      .optional()
      .openapi({ description: "Seconds, as AcoustID's clients send it; it is not needed here" }),
    limit: z.int().min(1).max(MOST_MATCHES).default(10).openapi({ description: "Matches at the most" }),
  })
  .refine(
    ({ fingerprint, hashes, track_id }) =>
      [fingerprint, hashes, track_id].filter((given) => given !== undefined).length === 1,
    { error: "takes exactly one of fingerprint, hashes and track_id" },
  )
  .openapi("FingerprintLookup");

export const matchSchema = z
  .object({
    track: z.object({ id: idSchema, uri: z.string(), href: z.url() }),
    score: z.number().min(0).max(1).openapi({
      description:
        "1 for no differing bit, 0 for as many as chance gives. How often it is right stands in the card",
    }),
    bit_error_rate: z
      .number()
      .min(0)
      .max(1)
      .openapi({ description: "Share of bits that differ side by side" }),
    offset_seconds: z.number().openapi({
      description: "Where in the matched track the first moment of what was asked lies; may be negative",
    }),
    overlap_seconds: z.number().min(0).openapi({ description: "How long the two run side by side" }),
  })
  .openapi("FingerprintMatch");

const cards = cardLinksSchema(["fingerprint"]);

export type Match = z.infer<typeof matchSchema>;

export const matchesSchema = z.object({ matches: z.array(matchSchema), cards }).openapi("FingerprintMatches");

export const duplicatesSchema = z.object({ duplicates: z.array(matchSchema), cards }).openapi("Duplicates");

export const fingerprintSchema = z
  .object({
    track_id: idSchema,
    duration: z.number().min(0).openapi({ description: "Of the recording, seconds" }),
    fingerprint: z
      .string()
      .openapi({ description: "Of the first 120 seconds, compressed, as AcoustID takes it" }),
    hashes: z
      .array(z.int())
      .openapi({ description: "Of the whole recording, unsigned 32-bit numbers, one every `hash_seconds`" }),
    hash_seconds: z.number(),
    algorithm: z.literal(2).openapi({ description: "As `fpcalc -algorithm` counts" }),
    cards,
  })
  .openapi("Fingerprint");
