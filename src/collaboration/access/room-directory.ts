import type { RoomRole } from "./roles.ts";

export interface RoomMember {
  /** As `Principal.actor` names them. */
  actor: string;
  role: RoomRole;
}

/** What is recorded of a room: whose it is, and who may enter. */
export interface RoomRecord {
  tenantId: string;
  members: RoomMember[];
  /** Grows with every change of the members. */
  epoch: number;
}

/** Where rooms are recorded. */
export interface RoomDirectory {
  find(roomId: string): Promise<RoomRecord | null>;
}
