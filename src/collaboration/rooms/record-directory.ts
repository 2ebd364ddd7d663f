import type { Database } from "../../database/index.ts";
import type { RoomRecord, RoomRole } from "../access/index.ts";
import { createMemberStore } from "../members/member-store.ts";
import { createRoomStore, type RoomRow } from "./room-store.ts";

/** What rooms' objects are told of the record (D1). */
export interface Directory {
  /** A living room by its id alone, which is one tenant's only. */
  find(roomId: string): Promise<RoomRecord | null>;
  /** A tenant's room, deleted or not; a deleted one has no members. */
  record(tenantId: string, roomId: string): Promise<RoomRecord | null>;
}

/** The directory lists members who are still of the tenant; in an archived room all of them are viewers. */
export function createRoomDirectory(db: Database): Directory {
  const rooms = createRoomStore(db);
  const members = createMemberStore(db);

  const recordOf = async ({ tenantId, id, epoch, archivedAt, deletedAt }: RoomRow): Promise<RoomRecord> => {
    const current = deletedAt === null ? await members.listCurrent(tenantId, id) : [];
    const roleOf = (role: RoomRole): RoomRole => (archivedAt === null ? role : "viewer");
    return { tenantId, epoch, members: current.map(({ actor, role }) => ({ actor, role: roleOf(role) })) };
  };

  return {
    find: async (roomId: string) => {
      const room = await rooms.findByIdAlone(roomId);
      return room && room.deletedAt === null && room.erasingAt === null ? recordOf(room) : null;
    },
    record: async (tenantId: string, roomId: string) => {
      const room = await rooms.find(tenantId, roomId);
      return room && room.erasingAt === null ? recordOf(room) : null;
    },
  };
}
