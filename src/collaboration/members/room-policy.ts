import type { RoomRole } from "../access/index.ts";

/**
 * As what somebody stands before a room: a member of it by role, or `manager`, somebody who looks after the tenant (its
 * owner or an admin) and is no member. A manager keeps the room and its members in order, but does not see what is
 * made in it: who wants to becomes a member first, which the audit trail tells.
 */
export type Standing = RoomRole | "manager";

/** One line of the table: owner, editor, commenter, viewer, manager; y(es) or –. */
function may(line: `${Mark}${Mark}${Mark}${Mark}${Mark}`): Readonly<Record<Standing, boolean>> {
  const [owner, editor, commenter, viewer, manager] = [...line].map((mark) => mark === "y");
  return { owner: owner!, editor: editor!, commenter: commenter!, viewer: viewer!, manager: manager! };
}

type Mark = "y" | "-";

/** Who may do what in a room. The tenant's own table (src/policy) has been asked before. */
export const ROOM_POLICY = {
  //                             owner, editor, commenter, viewer, manager
  "room:see": may("yyyyy"),
  "room:rename": may("yy--y"),
  "room:archive": may("y---y"),
  "room:delete": may("y---y"),
  "room:duplicate": may("yyyy-"),
  "members:list": may("yyyyy"),
  "members:change": may("y---y"),
  "invitations:manage": may("y---y"),
  "tokens:create": may("yyyy-"),
  "document:read": may("yyyy-"),
  "document:write": may("yy---"),
  "events:follow": may("yyyy-"),
  "versions:read": may("yyyy-"),
  "versions:create": may("yy---"),
  "versions:restore": may("yy---"),
  "comments:read": may("yyyy-"),
  "comments:write": may("yyy--"),
  /** What others wrote; everybody may take back their own. */
  "comments:moderate": may("y----"),
} as const satisfies Record<string, Readonly<Record<Standing, boolean>>>;

export type RoomAct = keyof typeof ROOM_POLICY;

/** Acts that an archived room is still open to: it can be looked at, put in order, unarchived and deleted. */
const WHILE_ARCHIVED: ReadonlySet<RoomAct> = new Set<RoomAct>([
  "room:see",
  "room:archive",
  "room:delete",
  "room:duplicate",
  "members:list",
  "members:change",
  "document:read",
  "events:follow",
  "tokens:create",
  "versions:read",
  "comments:read",
]);

export type RoomRefusal = "role" | "archived";

/** Decides whether somebody may do something in a room. Pure. @returns null when allowed, else why not */
export function roomRefusalOf(standing: Standing, act: RoomAct, isArchived: boolean): RoomRefusal | null {
  if (!ROOM_POLICY[act][standing]) return "role";
  return isArchived && !WHILE_ARCHIVED.has(act) ? "archived" : null;
}
