import type { Member } from "../contract.ts";
import type { MemberRow } from "./member-store.ts";

/** A member as the API shows them. */
export const presentMember = ({ actor, role, createdAt }: MemberRow): Member => ({
  actor,
  role,
  since: new Date(createdAt).toISOString(),
});
