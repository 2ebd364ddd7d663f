import { createAccessControl } from "better-auth/plugins/access";
import { type Action, grantOf, ROLES, type Role } from "../policy/index.ts";

/** Which actions of the policy stand behind the rights that better-auth's organisations know. */
const RIGHTS = {
  organization: { update: "tenant:update" },
  member: { create: "members:invite", update: "members:change", delete: "members:remove" },
  invitation: { create: "members:invite", cancel: "members:invite" },
  team: { create: "teams:manage", update: "teams:manage", delete: "teams:manage" },
} as const satisfies Record<string, Record<string, Action>>;

/** What a person can be in a tenant. */
export const PERSONS_ROLES = ROLES.filter((role) => role !== "service");

export const accessControl = createAccessControl({
  organization: ["update"],
  member: ["create", "update", "delete"],
  invitation: ["create", "cancel"],
  team: ["create", "update", "delete"],
});

/**
 * The rights of each role, read from the policy's table. What a role has only while elevated counts as a right here;
 * enforce-policy.ts, which comes first, lets nobody through without the elevation.
 */
export function rightsOf(role: Role) {
  const of = <Name extends string>(rights: Record<Name, Action>): Name[] =>
    (Object.keys(rights) as Name[]).filter((name) => grantOf({ role }, rights[name]) !== "no");
  return accessControl.newRole({
    organization: of(RIGHTS.organization),
    member: of(RIGHTS.member),
    invitation: of(RIGHTS.invitation),
    team: of(RIGHTS.team),
  });
}

export const ROLE_RIGHTS = Object.fromEntries(PERSONS_ROLES.map((role) => [role, rightsOf(role)]));
