import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import type { NotificationRow } from "./notification-store.ts";

type Parts = Pick<CollaborationParts, "members" | "notifications" | "namespace" | "directory" | "log">;

export interface Note {
  kind: NotificationRow["kind"];
  /** Who caused it; they are not told of it themselves. */
  by: string;
  subject: string;
}

/**
 * Tells members of a room something: into their inboxes, and to whichever of them follow the room. Who is no member (any
 * more) is told nothing.
 */
export async function notify(
  parts: Parts,
  tenantId: string,
  roomId: string,
  to: readonly string[],
  { kind, by, subject }: Note,
  at: number,
): Promise<void> {
  const others = to.filter((actor) => actor !== by);
  if (others.length === 0) return;
  const actors = await parts.members.among(tenantId, roomId, [...new Set(others)]);
  await parts.notifications.insert(
    tenantId,
    actors.map((actor) => ({ actor, roomId, kind, causedBy: by, subject, at })),
  );
  await tellRoom(parts, tenantId, roomId, {
    events: actors.map((actor) => ({ type: "notified", actor, kind })),
  });
}
