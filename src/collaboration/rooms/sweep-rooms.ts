import { sweepVersions } from "../versions/keep-version.ts";
import type { CollaborationParts } from "./collaboration-parts.ts";
import { eraseRooms } from "./erase-rooms.ts";
import { tellRoom } from "./tell-room.ts";

const DAY_MS = 86_400_000;
/** For how long an inbox keeps what is in it, and an invitation that has ended. */
const NOTIFICATIONS_KEPT_MS = 90 * DAY_MS;
const INVITATIONS_KEPT_MS = 7 * DAY_MS;
/** Members that one run shows out because they have left the tenant. */
const DEPARTED_AT_ONCE = 100;

/**
 * What has to be looked after from time to time: rooms whose undo window has ended, versions that are not kept any longer, old
 * inboxes and invitations, and members who have left the tenant.
 * @returns how many rooms, versions and members are gone
 */
export async function sweepRooms(parts: CollaborationParts, now: number): Promise<number> {
  const departed = await removeDeparted(parts);
  const erased = await eraseRooms(parts, now);
  const versions = await sweepVersions(parts, now);
  await parts.invitations.sweep(now - INVITATIONS_KEPT_MS);
  await parts.notifications.sweep(now - NOTIFICATIONS_KEPT_MS);
  return departed + erased + versions;
}

async function removeDeparted(parts: CollaborationParts): Promise<number> {
  const { members, audit } = parts;
  const departed = await members.findDeparted(DEPARTED_AT_ONCE);
  for (const { tenantId, roomId, actor } of departed) {
    const event = {
      action: "room_member_removed",
      outcome: "done",
      actor: "system",
      target: `room:${roomId}`,
      details: { member: actor, reason: "left the tenant" },
    } as const;
    await members.removeDeparted(tenantId, roomId, actor, audit.entryIfChanged(tenantId, event));
    await tellRoom(parts, tenantId, roomId, {
      isRecordChanged: true,
      events: [{ type: "member_changed", actor: "system", member: actor, role: null }],
    });
    await audit.chain(tenantId);
  }
  return departed.length;
}
