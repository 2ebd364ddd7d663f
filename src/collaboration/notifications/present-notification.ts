import type { Notification } from "../contract.ts";
import type { NotificationRow } from "./notification-store.ts";

/** An entry of an inbox as the API shows it. A room that was deleted has no name any more. */
export function presentNotification({
  notification: row,
  roomName,
}: {
  notification: NotificationRow;
  roomName: string | null;
}): Notification {
  return {
    id: row.id,
    kind: row.kind,
    room: { id: row.roomId, name: roomName },
    by: row.causedBy,
    subject: row.subject,
    at: new Date(row.at).toISOString(),
    read_at: row.readAt === null ? null : new Date(row.readAt).toISOString(),
  };
}
