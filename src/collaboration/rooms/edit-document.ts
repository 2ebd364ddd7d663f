import * as Y from "yjs";
import type { Principal } from "../../policy/index.ts";
import { type PatchResult, patchDocument } from "../documents/index.ts";
import { actingRole, type Seat } from "../members/seat.ts";
import { openDocument } from "../versions/open-document.ts";
import type { CollaborationParts } from "./collaboration-parts.ts";
import { reachRoom, readState, requireTaken } from "./reach-room.ts";

/**
 * Applies typed operations to a room's document, all or none. They are worked out on a copy, and what they come to is sent
 * to the room as one edit, which merges with whatever others have done meanwhile, as every edit does.
 * @param operations untrusted: checked against the kind's contract
 */
export async function editDocument(
  parts: Pick<CollaborationParts, "namespace" | "directory">,
  principal: Principal,
  seat: Seat,
  operations: unknown,
): Promise<PatchResult> {
  const object = await reachRoom(parts, principal.tenantId, seat.room.id);
  const copy = openDocument(await readState(object));
  const before = Y.encodeStateVector(copy);
  let isChanged = false;
  copy.on("update", () => {
    isChanged = true;
  });
  const result = patchDocument(copy, seat.room.kind, operations, "patch");
  if ("refused" in result || !isChanged) return result;
  const role = actingRole(seat, principal, Date.now());
  requireTaken(await object.applyPatch(principal.actor, role, Y.encodeStateAsUpdate(copy, before)));
  return result;
}
