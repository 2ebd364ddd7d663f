import { z } from "@hono/zod-openapi";

/** What a room's document can be. A room keeps one kind for life. */
export const DOCUMENT_KINDS = ["playlist", "arrangement", "lyrics", "release-plan", "review"] as const;

export const documentKindSchema = z.enum(DOCUMENT_KINDS).openapi("DocumentKind");
export type DocumentKind = z.infer<typeof documentKindSchema>;

/** What names of entries look like. */
export const ENTRY_ID = /^[0-9A-Za-z_-]{1,40}$/;

/** The name of an entry inside a document (a track, a section, a task …), chosen by whoever adds it. */
export const entryIdSchema = z
  .string()
  .regex(ENTRY_ID, "must be 1 to 40 letters, digits, hyphens or underscores")
  .openapi({ description: "Chosen by whoever adds the entry; unique among its like in the document" });

/** Which entry another shall follow: null for none (so it is the first), absent for the last. */
export const afterSchema = entryIdSchema.nullable().openapi({
  description: "The entry to stand behind; null for the first place",
});

export const issueSchema = z
  .object({
    path: z.string().openapi({ example: "/tracks/t1/duration_ms" }),
    message: z.string().openapi({ example: "Too small: expected number to be >=0" }),
  })
  .openapi("DocumentIssue");

/** Something in a document that its kind does not know or allow, and that its projection leaves out. */
export type Issue = z.infer<typeof issueSchema>;

export const issuesSchema = z
  .array(issueSchema)
  .openapi({ description: "What the document holds that its kind does not know or allow" });

/** A line of text. @param max UTF-16 code units */
export const lineSchema = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u, "must be one line without control characters");

/** Text of several lines. @param max UTF-16 code units */
export const proseSchema = (max: number) => z.string().max(max);

/** An identifier of the catalog or of a member. */
export const catalogIdSchema = z.string().regex(/^[0-9A-Za-z]{22}$/, "must be 22 letters and digits");

export const personSchema = z
  .string()
  .regex(/^[\w:.@-]{1,100}$/, "must be an id of up to 100 characters")
  .openapi({ description: "A member's id" });

/** A shape whose fields may each be left as they are (absent) or taken away (null). */
export type Clearable<S extends z.ZodRawShape> = {
  [K in keyof S]: z.ZodOptional<z.ZodNullable<S[K] extends z.ZodType ? S[K] : never>>;
};

/** The same fields, for an operation that changes some of them. */
export function clearable<S extends Record<string, z.ZodType>>(shape: S): Clearable<S> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, schema.nullable().optional()]),
  ) as Clearable<S>;
}

/** The same fields, each of which may be absent. */
export function optional<S extends Record<string, z.ZodType>>(
  shape: S,
): { [K in keyof S]: z.ZodOptional<S[K]> } {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, schema.optional()])) as {
    [K in keyof S]: z.ZodOptional<S[K]>;
  };
}
