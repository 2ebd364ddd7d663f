import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId, timestamp } from "../database/index.ts";
import { ROOM_ROLES } from "./access/roles.ts";
import { DOCUMENT_KINDS } from "./documents/contract.ts";

const roomId = () => text("room_id").notNull();

/** Rooms: what is in one is in its Durable Object; what it is, and who belongs to it, is here. */
export const rooms = sqliteTable(
  "rooms",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    kind: text("kind", { enum: DOCUMENT_KINDS }).notNull(),
    name: text("name").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    updatedAt: timestamp("updated_at").notNull(),
    archivedAt: timestamp("archived_at"),
    /** Since when it is to be erased; until the undo window ends it can be brought back. */
    deletedAt: timestamp("deleted_at"),
    /** Set once its erasure has begun, from when on nothing brings it back. */
    erasingAt: timestamp("erasing_at"),
    /** Grows with every change of its members, and never falls: an epoch is given to one change only. */
    epoch: integer("epoch").notNull().default(1),
    /** For how many days versions are kept that the room took by itself. */
    keepAutomaticDays: integer("keep_automatic_days").notNull().default(30),
  },
  (table) => [
    index("rooms_tenant_updated").on(table.tenantId, table.updatedAt, table.id),
    index("rooms_deleted").on(table.deletedAt),
  ],
);

export const roomMembers = sqliteTable(
  "room_members",
  {
    tenantId: tenantId(),
    roomId: roomId(),
    /** `user:…`, `key:…` or `client:…`. */
    actor: text("actor").notNull(),
    role: text("role", { enum: ROOM_ROLES }).notNull(),
    /** The room's epoch when the role was given: room tokens carry it. */
    epoch: integer("epoch").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.roomId, table.actor] }),
    index("room_members_actor").on(table.tenantId, table.actor),
  ],
);

/** Invitations by link, of which only the token's SHA-256 is kept; those with an address are for whoever owns it. */
export const roomInvitations = sqliteTable(
  "room_invitations",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    roomId: roomId(),
    hash: text("hash").notNull(),
    role: text("role", { enum: ROOM_ROLES }).notNull(),
    email: text("email"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    expiresAt: timestamp("expires_at").notNull(),
    maxUses: integer("max_uses").notNull(),
    uses: integer("uses").notNull().default(0),
  },
  (table) => [
    uniqueIndex("room_invitations_hash").on(table.hash),
    index("room_invitations_room").on(table.tenantId, table.roomId),
    index("room_invitations_expires").on(table.expiresAt),
  ],
);

/** Versions of a room's document; their bytes are in R2. A row without `storedAt` is one that is being written. */
export const roomVersions = sqliteTable(
  "room_versions",
  {
    tenantId: tenantId(),
    roomId: roomId(),
    number: integer("number").notNull(),
    kind: text("kind", { enum: ["named", "automatic"] }).notNull(),
    name: text("name"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    sizeBytes: integer("size_bytes").notNull(),
    /** Who had edited since the version before. */
    contributors: text("contributors", { mode: "json" }).$type<string[]>().notNull(),
    storedAt: timestamp("stored_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.roomId, table.number] }),
    index("room_versions_automatic").on(table.kind, table.createdAt),
  ],
);

/** Comments. The first of a thread has the thread's id, its anchor, and whether it is resolved. */
export const roomComments = sqliteTable(
  "room_comments",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    roomId: roomId(),
    threadId: text("thread_id").notNull(),
    author: text("author").notNull(),
    body: text("body").notNull(),
    anchor: text("anchor", { mode: "json" }).$type<Record<string, unknown>>(),
    mentions: text("mentions", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: createdAt(),
    editedAt: timestamp("edited_at"),
    resolvedAt: timestamp("resolved_at"),
    resolvedBy: text("resolved_by"),
    /** Set on the first of a thread whose text is gone while answers to it stay. */
    deletedAt: timestamp("deleted_at"),
  },
  (table) => [
    index("room_comments_thread").on(table.tenantId, table.roomId, table.threadId, table.createdAt),
  ],
);

/** What somebody is told, in their inbox. It names things and never quotes them. */
export const notifications = sqliteTable(
  "notifications",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    /** Whose inbox it is in. */
    actor: text("actor").notNull(),
    roomId: roomId(),
    kind: text("kind", { enum: ["mentioned", "replied", "invited", "added", "resolved"] }).notNull(),
    /** Who caused it. */
    causedBy: text("caused_by").notNull(),
    /** The comment or invitation that it is about. */
    subject: text("subject"),
    at: timestamp("at").notNull(),
    readAt: timestamp("read_at"),
  },
  (table) => [
    index("notifications_inbox").on(table.tenantId, table.actor, table.at, table.id),
    index("notifications_room").on(table.tenantId, table.roomId),
    index("notifications_at").on(table.at),
  ],
);
