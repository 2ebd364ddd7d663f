import type { Principal } from "../../policy/index.ts";
import type { CollaborationParts } from "./collaboration-parts.ts";
import type { RoomRow } from "./room-store.ts";
import { tellRoom } from "./tell-room.ts";

type Parts = Pick<CollaborationParts, "rooms" | "audit" | "namespace" | "directory" | "log" | "limits">;

/** Deletes a room: nobody is in it any more, and once the undo window has ended it is erased. */
export async function deleteRoom(
  parts: Parts,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  { id }: RoomRow,
  now: number,
): Promise<void> {
  const event = { action: "room_deleted", outcome: "done", actor, target: `room:${id}` } as const;
  await parts.rooms.setDeleted(tenantId, id, now, parts.audit.entryIfChanged(tenantId, event));
  await tellRoom(parts, tenantId, id, { isRecordChanged: true });
  await parts.audit.chain(tenantId);
}

/** Brings a deleted room back; does nothing when its undo window has ended, or it is back already. */
export async function restoreRoom(
  parts: Parts,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  { id }: RoomRow,
  now: number,
): Promise<void> {
  const event = { action: "room_restored", outcome: "done", actor, target: `room:${id}` } as const;
  const entry = parts.audit.entryIfChanged(tenantId, event);
  const isBack = await parts.rooms.setRestored(tenantId, id, now - parts.limits.undoMs, now, entry);
  if (isBack)
    await tellRoom(parts, tenantId, id, {
      isRecordChanged: true,
      events: [{ type: "room_restored", actor }],
    });
  await parts.audit.chain(tenantId);
}
