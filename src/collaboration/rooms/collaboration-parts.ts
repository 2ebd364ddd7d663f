import type { AuditTrail } from "../../compliance/index.ts";
import type { Logger } from "../../monitoring/index.ts";
import type { ObjectStore } from "../../storage/index.ts";
import type { CommentStore } from "../comments/comment-store.ts";
import type { InvitationStore } from "../invitations/invitation-store.ts";
import type { MemberStore } from "../members/member-store.ts";
import type { NotificationStore } from "../notifications/notification-store.ts";
import type { RoomObject } from "../room-object.ts";
import type { VersionStore } from "../versions/version-store.ts";
import type { Directory } from "./record-directory.ts";
import type { RoomStore } from "./room-store.ts";

/** A room's object, as far as what comes by HTTP has to do with it. */
export type ReachableRoom = Pick<
  RoomObject,
  "fetch" | "open" | "mintToken" | "applyPatch" | "readState" | "authors" | "announce" | "erase"
>;

/** Where rooms' objects are found, each by its room's id. Only what the record gives to the caller's tenant is asked for. */
export interface RoomNamespace {
  getByName(roomId: string): ReachableRoom;
}

/** How much of everything there may be. */
export interface RoomLimits {
  /** Rooms of a tenant. */
  rooms: number;
  /** Members of a room. */
  members: number;
  /** Open invitations into a room. */
  invitations: number;
  /** Comments in a room. */
  comments: number;
  /** Named versions of a room. */
  versions: number;
  /** For how long a deleted room can be brought back, ms. */
  undoMs: number;
  /** How long a room token is good, ms; the object may give less. */
  tokenMs: number;
}

export const ROOM_LIMITS: RoomLimits = {
  rooms: 10_000,
  members: 500,
  invitations: 100,
  comments: 20_000,
  versions: 1_000,
  undoMs: 72 * 3_600_000,
  tokenMs: 8 * 3_600_000,
};

/** What the operations of this room of the house work with. */
export interface CollaborationParts {
  rooms: RoomStore;
  members: MemberStore;
  invitations: InvitationStore;
  comments: CommentStore;
  notifications: NotificationStore;
  versions: VersionStore;
  /** The rooms' Durable Objects. */
  namespace: RoomNamespace;
  /** What the objects are told of the record. */
  directory: Directory;
  /** Where versions are kept. */
  archive: ObjectStore;
  audit: Pick<AuditTrail, "entry" | "entryIfChanged" | "chain">;
  log: Logger;
  limits: RoomLimits;
}
