import { z } from "@hono/zod-openapi";
import { idSchema, pagingQuery, pagingSchema } from "../http/index.ts";
import { DOCUMENT_KINDS } from "./documents/contract.ts";
import { documentSchema } from "./documents/document-contract.ts";

const kindSchema = z.enum(DOCUMENT_KINDS);
const roleSchema = z
  .enum(["owner", "editor", "commenter", "viewer"])
  .openapi({ description: "Each may what the next one may, and more" });
/** Roles that an invitation can give: an owner is made by an owner who knows whom. */
const invitedRoleSchema = z.enum(["editor", "commenter", "viewer"]);

/** Somebody, as principals are named. */
export const actorSchema = z
  .string()
  .regex(/^(user|key|client):[\w.~-]{1,120}$/, "is not of the form user:…, key:… or client:…")
  .openapi({ example: "user:5kTZ0hYzLm4wQ2sVn8aXcB" });

const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^\P{Cc}*$/u, "must be one line")
  .refine((text) => text.isWellFormed(), "is not well-formed text")
  .openapi({ example: "Second album" });

const moment = z.iso.datetime();

export const roomSchema = z
  .object({
    id: idSchema,
    type: z.literal("room"),
    uri: z.string().openapi({ example: "descant:room:5kTZ0hYzLm4wQ2sVn8aXcB" }),
    href: z.url(),
    kind: kindSchema,
    name: z.string(),
    role: roleSchema
      .nullable()
      .openapi({ description: "What you are in it; null for who only looks after it" }),
    created_by: z.string(),
    created_at: moment,
    updated_at: moment,
    archived_at: moment.nullable(),
    deleted_at: moment.nullable(),
    restorable_until: moment.nullable().openapi({ description: "When a deleted room is erased for good" }),
    automatic_versions_days: z
      .int()
      .openapi({ description: "For how long versions are kept that it took by itself" }),
    sync: z
      .object({ url: z.string(), room: z.string() })
      .openapi({ description: "What y-websocket's provider takes as server URL and room name" }),
  })
  .openapi("Room");
export type Room = z.infer<typeof roomSchema>;
export const roomPageSchema = pagingSchema(roomSchema).openapi("RoomPage");

export const createRoomSchema = z.object({ kind: kindSchema, name: nameSchema }).openapi("CreateRoom");

export const updateRoomSchema = z
  .object({ name: nameSchema.optional(), automatic_versions_days: z.int().min(1).max(3650).optional() })
  .refine((changes) => Object.keys(changes).length > 0, "names nothing to change")
  .openapi("UpdateRoom");

export const roomsQuery = pagingQuery.extend({
  state: z.enum(["active", "archived", "deleted"]).default("active"),
  kind: kindSchema.optional(),
});

export const archiveRoomSchema = z
  .object({ archived: z.boolean().openapi({ description: "false takes it out of the archive" }) })
  .openapi("ArchiveRoom");

export const duplicateRoomSchema = z.object({ name: nameSchema }).openapi("DuplicateRoom");

export const memberParams = z.object({ id: idSchema, member: actorSchema });

export const memberSchema = z
  .object({ actor: z.string(), role: roleSchema, since: moment })
  .openapi("RoomMember");
export type Member = z.infer<typeof memberSchema>;
export const memberListSchema = z.object({ items: z.array(memberSchema) }).openapi("RoomMembers");
export const putMemberSchema = z.object({ role: roleSchema }).openapi("PutRoomMember");

export const invitationSchema = z
  .object({
    id: idSchema,
    role: invitedRoleSchema,
    email: z.string().nullable(),
    created_by: z.string(),
    created_at: moment,
    expires_at: moment,
    max_uses: z.int(),
    uses: z.int(),
  })
  .openapi("RoomInvitation");
export type Invitation = z.infer<typeof invitationSchema>;
export const invitationListSchema = z.object({ items: z.array(invitationSchema) }).openapi("RoomInvitations");
export const newInvitationSchema = invitationSchema
  .extend({ token: z.string().openapi({ description: "Shown this once: what a link carries" }) })
  .openapi("NewRoomInvitation");

export const createInvitationSchema = z
  .object({
    role: invitedRoleSchema,
    email: z
      .email()
      .max(254)
      .transform((address) => address.toLowerCase())
      .optional()
      .openapi({ description: "Only whoever has this address can accept it, once" }),
    expires_in_hours: z.int().min(1).max(720).default(168),
    max_uses: z.int().min(1).max(100).default(1),
  })
  .refine(({ email, max_uses }) => email === undefined || max_uses === 1, {
    path: ["max_uses"],
    message: "is 1 where there is an e-mail address",
  })
  .openapi("CreateRoomInvitation");

export const invitationParams = z.object({ id: idSchema, invitation: idSchema });

export const acceptInvitationSchema = z
  .union([
    z.strictObject({ token: z.string().regex(/^[0-9A-Za-z]{43}$/, "is no invitation") }),
    z.strictObject({ invitation_id: idSchema }),
  ])
  .openapi("AcceptRoomInvitation");

export const tokenSchema = z
  .object({
    token: z.string(),
    actor: z.string().openapi({ description: "Whose it is, as members, comments and events name them" }),
    role: roleSchema,
    expires_at: moment,
  })
  .openapi("RoomToken");

export const documentQuery = z.object({ as: z.literal("json").default("json") });
export const patchDocumentSchema = z
  .object({
    operations: z.array(z.record(z.string(), z.unknown())).min(1).max(500).openapi({
      description:
        "Operations of the room's kind, as the DocumentOperations schema has them; all are applied, or none",
    }),
  })
  .openapi("PatchDocument");
export const patchedSchema = z.object({ applied: z.int() }).openapi("PatchedDocument");

export const exportQuery = z.object({
  as: z.enum(["musicxml", "midi", "m3u8", "jspf"]),
});

export const versionParams = z.object({
  id: idSchema,
  version: z.coerce.number().int().min(1).max(1_000_000_000),
});

export const versionSchema = z
  .object({
    number: z.int(),
    kind: z.enum(["named", "automatic"]),
    name: z.string().nullable(),
    created_by: z.string(),
    created_at: moment,
    size_bytes: z.int(),
    contributors: z.array(z.string()).openapi({ description: "Who had edited since the version before" }),
  })
  .openapi("RoomVersion");
export type Version = z.infer<typeof versionSchema>;
export const versionPageSchema = pagingSchema(versionSchema).openapi("RoomVersionPage");
export const versionDocumentSchema = versionSchema
  .extend({ document: documentSchema })
  .openapi("RoomVersionDocument");
export const createVersionSchema = z.object({ name: nameSchema }).openapi("CreateRoomVersion");

export const diffQuery = z.object({
  to: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .openapi({ description: "Left out: the document as it is now" }),
});

export const changeSchema = z
  .object({
    op: z.enum(["add", "remove", "change", "move"]),
    path: z.string().openapi({ example: "/tracks/t1/title", description: "Entries of lists by their ids" }),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    by: z.string().nullable().openapi({ description: "Who did it, where that is known" }),
  })
  .openapi("DocumentChange");
export type Change = z.infer<typeof changeSchema>;

export const diffSchema = z
  .object({
    from: z.int(),
    to: z.int().nullable(),
    contributors: z.array(z.string()),
    changes: z.array(changeSchema),
    is_truncated: z.boolean(),
  })
  .openapi("DocumentDiff");

export const blameSchema = z
  .object({
    items: z.array(
      z.object({
        path: z.string().openapi({ example: "/tracks/t1" }),
        authors: z.array(z.string()),
        fields: z
          .record(z.string(), z.string().nullable())
          .openapi({ description: "Who last set each field" }),
      }),
    ),
  })
  .openapi("DocumentBlame");

/** Where in a document a comment belongs. */
export const anchorSchema = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("time"),
      track: z.string().min(1).max(120).optional(),
      start_ms: z.int().min(0).max(604_800_000),
      end_ms: z.int().min(0).max(604_800_000),
    }),
    z.strictObject({ type: z.literal("object"), path: z.string().startsWith("/").max(400) }),
    z.strictObject({
      type: z.literal("text"),
      path: z.string().startsWith("/").max(400),
      start: z.base64().max(400).openapi({ description: "A relative position of Yjs, encoded" }),
      end: z.base64().max(400),
    }),
  ])
  .refine((anchor) => anchor.type !== "time" || anchor.start_ms <= anchor.end_ms, {
    path: ["end_ms"],
    message: "comes before the start",
  })
  .openapi("CommentAnchor");

const bodySchema = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .refine((text) => text.isWellFormed() && !text.includes("\u0000"), "is not well-formed text")
  .openapi({ example: "The bridge drags: shall we cut two bars?" });
const mentionsSchema = z.array(actorSchema).max(20);

export const commentSchema = z
  .object({
    id: idSchema,
    thread: idSchema,
    author: z.string(),
    body: z.string(),
    mentions: z.array(z.string()),
    created_at: moment,
    edited_at: moment.nullable(),
    is_deleted: z.boolean(),
  })
  .openapi("Comment");
export type Comment = z.infer<typeof commentSchema>;

export const threadSchema = z
  .object({
    id: idSchema,
    anchor: z.record(z.string(), z.unknown()).nullable(),
    resolved_at: moment.nullable(),
    resolved_by: z.string().nullable(),
    comments: z.array(commentSchema),
  })
  .openapi("CommentThread");
export type Thread = z.infer<typeof threadSchema>;
export const threadPageSchema = pagingSchema(threadSchema).openapi("CommentThreadPage");

export const commentsQuery = pagingQuery.extend({
  state: z.enum(["open", "resolved", "all"]).default("all"),
});

export const createCommentSchema = z
  .object({
    body: bodySchema,
    mentions: mentionsSchema.default([]),
    thread: idSchema.optional().openapi({ description: "The thread to answer in; left out: a new one" }),
    anchor: anchorSchema.optional(),
  })
  .refine(({ thread, anchor }) => thread === undefined || anchor === undefined, {
    path: ["anchor"],
    message: "belongs to the first comment of a thread",
  })
  .openapi("CreateComment");

export const updateCommentSchema = z
  .union([
    z.strictObject({ body: bodySchema, mentions: mentionsSchema.default([]) }),
    z.strictObject({ resolved: z.boolean() }),
  ])
  .openapi("UpdateComment", { description: "New words, or whether the thread is resolved" });

export const commentParams = z.object({ id: idSchema, comment: idSchema });

export const notificationSchema = z
  .object({
    id: idSchema,
    kind: z.enum(["mentioned", "replied", "invited", "added", "resolved"]),
    room: z.object({ id: idSchema, name: z.string().nullable() }),
    by: z.string(),
    subject: z.string().nullable().openapi({ description: "The comment or invitation it is about" }),
    at: moment,
    read_at: moment.nullable(),
  })
  .openapi("Notification");
export type Notification = z.infer<typeof notificationSchema>;
export const notificationPageSchema = pagingSchema(notificationSchema)
  .extend({ unread: z.int() })
  .openapi("NotificationPage");
export const notificationsQuery = pagingQuery.extend({
  unread: z
    .enum(["true", "false"])
    .default("false")
    .openapi({ description: "true: those only that were not read" }),
});
export const markNotificationsSchema = z
  .strictObject({
    ids: z.array(idSchema).min(1).max(200).optional().openapi({ description: "Left out: all" }),
    read: z.boolean().default(true),
  })
  .openapi("MarkNotifications");
export const markedSchema = z.object({ marked: z.int() }).openapi("MarkedNotifications");

export const socketQuery = z.object({
  token: z.string().max(2000).optional().openapi({ description: "A room token, instead of the header" }),
});
export { journaledEventSchema } from "./events/contract.ts";

export const eventsQuery = socketQuery.extend({
  after: z.coerce.number().int().min(0).optional().openapi({ description: "The last event already seen" }),
});
