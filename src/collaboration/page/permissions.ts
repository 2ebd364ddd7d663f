import type { Role, Room } from "./contract.ts";
import { words } from "./words.ts";

/** What somebody may do in a room, as far as the page offers it; the server decides for itself. */
export interface Permissions {
  edit: boolean;
  comment: boolean;
  rename: boolean;
  /** Why one may not edit; empty where one may. */
  reason: string;
}

export function permissionsOf({ role, archived_at }: Pick<Room, "role" | "archived_at">): Permissions {
  if (archived_at !== null)
    return { edit: false, comment: false, rename: false, reason: words.mayNot.archived };
  const edit = role === "owner" || role === "editor";
  return { edit, comment: edit || role === "commenter", rename: edit, reason: reasonFor(role) };
}

function reasonFor(role: Role | null): string {
  if (role === null) return words.mayNot.manager;
  return role === "viewer" || role === "commenter" ? words.mayNot[role] : "";
}

/** The lesser of what one is and what one's credential may be. */
export function actingRole(role: Role | null, ofToken: Role): Role | null {
  const order: (Role | null)[] = ["owner", "editor", "commenter", "viewer", null];
  return order.indexOf(role) >= order.indexOf(ofToken) ? role : ofToken;
}
