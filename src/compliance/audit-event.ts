import { z } from "zod";
import { AUDIT_ACTION_NAMES } from "./audit-actions.ts";
import { personalDataIn } from "./personal-data.ts";

/** Whose trail tells of acts that belong to no tenant, such as failed sign-ins at accounts that do not exist. */
export const SYSTEM_TENANT = "0".repeat(22);

/** Checks that a text may stay for ever: printable, and nothing in it that looks like personal data or a secret. */
function mayStay(text: string, context: { addIssue(message: string): void }): void {
  if (!text.isWellFormed() || /\p{Cc}/u.test(text)) context.addIssue("has characters that cannot be kept");
  const kind = personalDataIn(text);
  // The text itself is not quoted: an error message is where it would leak next.
  if (kind) context.addIssue(`looks like ${kind}, which the audit trail does not keep; use a pseudonym`);
}

/** Somebody or something, as `kind` or `kind:id`. */
const reference = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z_]{0,31}(?::[\w.~:/%+-]+)?$/, "is not of the form kind:id")
  .superRefine(mayStay);

const MOST_DETAILS = 12;
const LONGEST_DETAIL = 120;

const detail = z.union([z.string(), z.number(), z.boolean()]).superRefine((value, context) => {
  if (typeof value !== "string") return;
  if (value.length > LONGEST_DETAIL) context.addIssue(`is longer than ${LONGEST_DETAIL} characters`);
  mayStay(value, context);
});

export const auditEventSchema = z.strictObject({
  action: z.enum(AUDIT_ACTION_NAMES),
  outcome: z.enum(["done", "refused"]),
  actor: reference,
  target: reference.optional(),
  details: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "is no name of a detail"), detail)
    .refine((details) => Object.keys(details).length <= MOST_DETAILS, `has more than ${MOST_DETAILS} entries`)
    .optional(),
});

/**
 * One act, as whoever carries it out tells of it.
 * - `actor`: who did it, `user:…`, `key:…`, `client:…`, `system`, or `anonymous` for who has not signed in.
 * - `target`: what it was done to, `kind:id`.
 * - `details`: what else is to be known, at most twelve values of 120 characters; never what people typed.
 */
export type AuditEvent = z.infer<typeof auditEventSchema>;
