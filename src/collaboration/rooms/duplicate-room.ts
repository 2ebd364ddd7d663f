import type { Principal } from "../../policy/index.ts";
import type { CollaborationParts } from "./collaboration-parts.ts";
import { createRoom } from "./create-room.ts";
import { deleteRoom } from "./delete-room.ts";
import { reachRoom, readState, requireTaken } from "./reach-room.ts";
import type { RoomRow } from "./room-store.ts";

/**
 * Copies a room: its document as it is now. Members, comments and versions stay where they are; whoever copies owns the copy.
 * @throws ApiError `document_quarantined` when there is nothing that could be copied
 */
export async function duplicateRoom(
  parts: CollaborationParts,
  principal: Pick<Principal, "tenantId" | "actor">,
  original: RoomRow,
  name: string,
  now: number,
): Promise<RoomRow> {
  const { tenantId, actor } = principal;
  const state = await readState(await reachRoom(parts, tenantId, original.id));
  const copy = await createRoom(parts, principal, { kind: original.kind, name }, now);
  try {
    const object = await reachRoom(parts, tenantId, copy.id);
    requireTaken(await object.applyPatch(actor, "owner", state));
  } catch (error) {
    // Half a copy is none.
    await deleteRoom(parts, principal, copy, now);
    throw error;
  }
  return copy;
}
