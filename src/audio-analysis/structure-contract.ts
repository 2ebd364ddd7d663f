import { z } from "@hono/zod-openapi";

export const share = () => z.number().min(0).max(1);
export const seconds = () => z.number().min(0);

/** A stretch of a recording that was found, and how sure that is. */
export const interval = z.object({ start: seconds(), duration: seconds(), confidence: share() });

export const tonality = {
  key: z.int().min(-1).max(11),
  key_confidence: share(),
  mode: z.int().min(-1).max(1),
  mode_confidence: share(),
};

export const metre = {
  tempo: z.number().min(0),
  tempo_confidence: share(),
  time_signature: z.int().min(3).max(7),
  time_signature_confidence: share(),
};

const section = z
  .object({ ...interval.shape, loudness: z.number(), ...metre, ...tonality })
  .openapi("AudioSection");

const segment = z
  .object({
    ...interval.shape,
    loudness_start: z.number(),
    loudness_max: z.number(),
    loudness_max_time: seconds(),
    loudness_end: z.number(),
    pitches: z.array(share()).length(12),
    timbre: z.array(z.number()).length(12),
  })
  .openapi("AudioSegment");

/** What the whole analysis and the part of this name have in common. */
export const structure = { sections: z.array(section), segments: z.array(segment) };

export const fades = { end_of_fade_in: seconds(), start_of_fade_out: seconds() };

export const structureSchema = z.object({ ...fades, ...structure }).openapi("Structure");
