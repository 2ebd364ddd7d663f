import { z } from "@hono/zod-openapi";
import { idSchema } from "../http/index.ts";
import { AUDIT_ACTION_NAMES } from "./audit-actions.ts";

const sequence = z.int().min(1);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const auditRecordSchema = z
  .object({
    id: idSchema,
    type: z.literal("audit_event"),
    tenant_id: idSchema,
    sequence: sequence.openapi({ description: "Its place in the tenant's chain: 1, 2, 3, …", example: 42 }),
    at: z.iso.datetime(),
    action: z.string().openapi({ example: "key_created" }),
    outcome: z.string().openapi({ example: "done", description: "done or refused" }),
    actor: z.string().openapi({ example: "user:5kTZ0hYzLm4wQ2sVn8aXcB" }),
    target: z.string().nullable().openapi({ example: "key:7nPq1RtYvWx3aBcD5eFgHi" }),
    details: z.record(z.string(), z.unknown()),
    hash: hash.openapi({ description: "SHA-256 of the hash before and of this event" }),
  })
  .openapi("AuditEvent");

export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** A page by cursors, as Spotify pages what grows at one end. */
export const auditPageSchema = z
  .object({
    href: z.url(),
    items: z.array(auditRecordSchema),
    limit: z.int(),
    next: z.url().nullable(),
    cursors: z.object({ after: sequence.nullable(), before: sequence.nullable() }).openapi({
      description: "The highest and the lowest place on this page",
    }),
    head: z.object({ sequence: z.int().min(0), hash }).openapi({
      description: "Where the chain ends now: keep it elsewhere, to find out later what was cut off",
    }),
  })
  .openapi("AuditPage");

const place = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const auditQuery = z
  .object({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(200)
      .default(50)
      .openapi({ description: "Events a page, 1 to 200" }),
    after: place.optional().openapi({
      description: "Only events after this place, oldest first (from the first one, if left out)",
    }),
    before: place.optional().openapi({ description: "Only events before this place, newest first" }),
    action: z.enum(AUDIT_ACTION_NAMES).optional(),
    actor: z.string().min(1).max(200).optional().openapi({ example: "user:5kTZ0hYzLm4wQ2sVn8aXcB" }),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, {
    path: ["before"],
    message: "goes without “after”",
  });
