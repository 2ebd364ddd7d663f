import { newId } from "../../database/index.ts";
import { ApiError } from "../../http/index.ts";
import type { Principal } from "../../policy/index.ts";
import type { DocumentKind } from "../documents/contract.ts";
import type { CollaborationParts } from "./collaboration-parts.ts";
import type { RoomRow } from "./room-store.ts";

/**
 * Makes a room, with its maker as the owner.
 * @throws ApiError `quota_exceeded` when the tenant has as many as it may; counted before the write, so that a few at once
 * may come to a few more
 */
export async function createRoom(
  { rooms, audit, limits }: Pick<CollaborationParts, "rooms" | "audit" | "limits">,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  { kind, name }: { kind: DocumentKind; name: string },
  now: number,
): Promise<RoomRow> {
  if ((await rooms.count(tenantId)) >= limits.rooms) {
    throw new ApiError("quota_exceeded", `A tenant has at most ${limits.rooms} rooms.`);
  }
  const id = newId();
  const event = {
    action: "room_created",
    outcome: "done",
    actor,
    target: `room:${id}`,
    details: { kind },
  } as const;
  const row = await rooms.insert(tenantId, { id, kind, name, createdBy: actor, now }, [
    audit.entry(tenantId, event),
  ]);
  await audit.chain(tenantId);
  return row;
}
