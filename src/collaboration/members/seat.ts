import { ApiError } from "../../http/index.ts";
import { type Principal, refusalOf } from "../../policy/index.ts";
import { narrower, type RoomRole } from "../access/index.ts";
import { ROOM_HEADERS } from "../room-object.ts";
import type { RoomRow, RoomStore } from "../rooms/room-store.ts";
import { type RoomAct, roomRefusalOf, type Standing } from "./room-policy.ts";

/** Somebody before a room that they may know of. */
export interface Seat {
  room: RoomRow;
  /** What they are in it; null for a manager. */
  role: RoomRole | null;
  standing: Standing;
}

/**
 * Where a principal stands before a room of their tenant.
 * @returns null where there is none, or none that they may know of; deleted rooms are known to those who could bring
 * them back
 */
export async function seatOf(
  rooms: Pick<RoomStore, "findSeat">,
  { tenantId, actor, role: tenantRole }: Pick<Principal, "tenantId" | "actor" | "role">,
  roomId: string,
): Promise<Seat | null> {
  const found = await rooms.findSeat(tenantId, roomId, actor);
  if (!found) return null;
  const isManager = tenantRole === "owner" || tenantRole === "admin";
  const standing = found.role ?? (isManager ? "manager" : null);
  if (standing === null) return null;
  if (found.room.deletedAt !== null && standing !== "owner" && standing !== "manager") return null;
  return { ...found, standing };
}

/**
 * Lets a seat do something, or says why not.
 * @throws ApiError `forbidden` for another role's act, `room_archived` for what an archived room is closed to
 */
export function permitIn({ room, standing }: Seat, act: RoomAct): void {
  const refusal = roomRefusalOf(standing, act, room.archivedAt !== null);
  if (refusal === "role") {
    throw new ApiError("forbidden", `Your role in this room does not do this (“${act}”).`, {
      details: { act, role: standing },
    });
  }
  if (refusal === "archived") {
    throw new ApiError("room_archived", "This room is archived: take it out of the archive first.");
  }
}

/**
 * The most that a credential may be in any room: a token must not do what its maker's credential does not, be it for its
 * scopes or for what its bearer is in the tenant.
 */
export function ceilingOf(principal: Principal, now: number): RoomRole {
  if (refusalOf(principal, "rooms:write", { now }) === null) return "owner";
  return refusalOf(principal, "rooms:comment", { now }) === null ? "commenter" : "viewer";
}

/** As whom the gateway tells a room's object that a principal comes: an open socket, too, is never more than its credential. */
export function headersOf(principal: Principal, now: number): Record<string, string> {
  const { actor, expiresAt } = principal;
  return {
    [ROOM_HEADERS.actor]: actor,
    [ROOM_HEADERS.most]: ceilingOf(principal, now),
    ...(expiresAt !== undefined && { [ROOM_HEADERS.endsAt]: `${expiresAt}` }),
  };
}

/** The role that somebody may act in, by what they are in the room and what their credential may be. */
export function actingRole(seat: Seat, principal: Principal, now: number): RoomRole {
  return narrower(seat.role ?? "viewer", ceilingOf(principal, now));
}
