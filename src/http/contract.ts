import { z } from "@hono/zod-openapi";
import { ID_PATTERN } from "../database/index.ts";
import { ERROR_STATUS, type ErrorCode } from "./errors.ts";

/** An identifier of ours. */
export const idSchema = z
  .string()
  .regex(ID_PATTERN, "must be 22 letters and digits")
  .openapi({ example: "5kTZ0hYzLm4wQ2sVn8aXcB", description: "22 base-62 characters" });

export const idParams = z.object({ id: idSchema });

/** The one envelope every failure is answered in: Spotify's, with a code, the request's id and details beside. */
export const errorSchema = z
  .object({
    error: z.object({
      status: z.int().openapi({ example: 404 }),
      message: z.string().openapi({ example: "There is no track with this id." }),
      code: z
        .enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]])
        .openapi({ example: "not_found" }),
      request_id: z.string().openapi({ example: "0b9f2c1e4d5a46f78a9b0c1d2e3f4a5b" }),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  })
  .openapi("Error");

/**
 * A page of a list, as Spotify pages: `href`, `next` and `previous` carry the host that was asked.
 * @param item the schema of one entry
 */
export function pagingSchema<T extends z.ZodType>(item: T) {
  return z.object({
    href: z.url(),
    items: z.array(item),
    limit: z.int(),
    next: z.url().nullable(),
    offset: z.int(),
    previous: z.url().nullable(),
    total: z.int(),
  });
}

export const pagingQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(20)
    .openapi({ description: "Entries a page, 1 to 50" }),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .openapi({ description: "Entries to skip" }),
});
