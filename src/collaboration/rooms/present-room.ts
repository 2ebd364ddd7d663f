import type { RoomRole } from "../access/index.ts";
import type { Room } from "../contract.ts";
import type { RoomRow } from "./room-store.ts";

const dateOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/**
 * A room as the API shows it to somebody.
 * @param role what they are in it; null for who only looks after it
 * @param origin scheme, host and port that was asked, for the links
 * @param undoMs for how long a deleted room can be brought back
 */
export function presentRoom(row: RoomRow, role: RoomRole | null, origin: string, undoMs: number): Room {
  return {
    id: row.id,
    type: "room",
    uri: `descant:room:${row.id}`,
    href: `${origin}/v1/rooms/${row.id}`,
    kind: row.kind,
    name: row.name,
    role,
    created_by: row.createdBy,
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
    archived_at: dateOf(row.archivedAt),
    deleted_at: dateOf(row.deletedAt),
    restorable_until: row.deletedAt === null ? null : dateOf(row.deletedAt + undoMs),
    automatic_versions_days: row.keepAutomaticDays,
    sync: { url: `${origin.replace(/^http/, "ws")}/v1/rooms/sync`, room: row.id },
  };
}
