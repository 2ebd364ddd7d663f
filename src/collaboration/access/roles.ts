/** What somebody can be in a room, from the most to the least. */
export const ROOM_ROLES = ["owner", "editor", "commenter", "viewer"] as const;

export type RoomRole = (typeof ROOM_ROLES)[number];

/** Whether a role may do all that another may. */
export function covers(role: RoomRole, other: RoomRole): boolean {
  return ROOM_ROLES.indexOf(role) <= ROOM_ROLES.indexOf(other);
}

/** The lesser of two roles. */
export function narrower(a: RoomRole, b: RoomRole): RoomRole {
  return covers(a, b) ? b : a;
}

/** Whether a role may change the document. Comments are not in it: they are records of their own. */
export function mayEdit(role: RoomRole): boolean {
  return covers(role, "editor");
}
