import type { MintedToken, RoomRecord, RoomRole } from "./access/index.ts";
import type { RoomEvent } from "./events/index.ts";
import type { AuthorSpan } from "./log/index.ts";
import type { Connection, PatchOutcome } from "./session/index.ts";

/** What came of an edit by REST. */
export type PatchAnswer = PatchOutcome | "denied" | "gone" | "quarantined";

/** The headers in which the gateway tells a room's object who comes; what a client sends under these names never gets there. */
export const ROOM_HEADERS = {
  token: "x-room-token",
  actor: "x-room-actor",
  /** The most that the actor's credential may be in any room; no more than a viewer where nothing is said. */
  most: "x-room-most",
  /** When the credential ends, ms since 1970; nothing where it has no end. */
  endsAt: "x-room-ends-at",
} as const;

/** What can be asked of a room's object. */
export interface RoomObject {
  fetch(url: string, init: RequestInit): Promise<Response>;
  open(roomId: string, record: RoomRecord): Promise<void>;
  membersChanged(record: Pick<RoomRecord, "members" | "epoch">): Promise<void>;
  describe(): Promise<RoomRecord | null>;
  mintToken(actor: string, role: RoomRole, ttlMs: number, most?: RoomRole): Promise<MintedToken | null>;
  applyPatch(actor: string, role: RoomRole, update: Uint8Array): Promise<PatchAnswer>;
  readState(): Promise<Uint8Array | null>;
  connections(): Promise<Connection[]>;
  authors(): Promise<AuthorSpan[]>;
  announce(event: RoomEvent): Promise<void>;
  erase(): Promise<void>;
}

/** Where the objects are found, each by its room's id. */
export interface RoomObjects {
  getByName(roomId: string): Pick<RoomObject, "fetch" | "open">;
}
