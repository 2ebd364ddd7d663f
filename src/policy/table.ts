import type { Role, Scope } from "./principal.ts";

/**
 * What a role may do with an action: `yes`; `own`, on rows they made themselves; `elevate`, while an elevation that
 * they asked for lasts; `no`.
 */
export type Grant = "yes" | "own" | "elevate" | "no";

/**
 * What an action asks for beyond role and scope.
 * - `step-up`: the person showed who they are within the last minutes. Keys and apps never can.
 * - `first-party`: not through a third-party app, whatever the person consented to.
 * - `own-sound`: the row's provenance is not `spotify`, whose audio and data may not be fetched again or learned from.
 */
export type Need = "step-up" | "first-party" | "own-sound";

export interface Rule {
  scope: Scope;
  grants: Record<Role, Grant>;
  needs: readonly Need[];
}

/** One line of the table: the scope that covers the action, then owner, admin, member, analyst, service, then needs. */
function may(
  scope: Scope,
  [owner, admin, member, analyst, service]: readonly [Grant, Grant, Grant, Grant, Grant],
  ...needs: Need[]
): Rule {
  return { scope, grants: { owner, admin, member, analyst, service }, needs };
}

/** The whole policy: who may do what. Everything that checks a right reads it here. Always within one's own tenant. */
export const POLICY = {
  //                                         owner  admin  member     analyst    service
  "tracks:list": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "tracks:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "tracks:listen": may("tracks:read", ["yes", "yes", "yes", "no", "yes"], "own-sound"),
  "tracks:upload": may("tracks:write", ["yes", "yes", "yes", "no", "yes"]),
  "tracks:analyse": may("tracks:write", ["yes", "yes", "yes", "no", "yes"], "own-sound"),
  "tracks:delete": may("tracks:write", ["yes", "yes", "own", "no", "yes"]),
  "features:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "tasks:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "keys:list": may("keys:manage", ["yes", "yes", "own", "no", "yes"]),
  "keys:create": may("keys:manage", ["yes", "yes", "yes", "no", "yes"], "first-party"),
  "keys:rotate": may("keys:manage", ["yes", "yes", "own", "no", "own"], "first-party"),
  "keys:revoke": may("keys:manage", ["yes", "yes", "own", "no", "yes"]),
  "usage:read": may("usage:read", ["yes", "yes", "yes", "yes", "yes"]),
  "audit:read": may("audit:read", ["yes", "yes", "no", "elevate", "yes"], "first-party"),
  "tenant:read": may("tenant:manage", ["yes", "yes", "yes", "yes", "no"]),
  "tenant:update": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "members:list": may("tenant:manage", ["yes", "yes", "yes", "yes", "no"], "first-party"),
  "members:invite": may("tenant:manage", ["yes", "yes", "no", "no", "no"], "step-up", "first-party"),
  "members:change": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "members:remove": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "teams:manage": may("tenant:manage", ["yes", "yes", "no", "no", "no"], "first-party"),
  "sso:manage": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "clients:manage": may("tenant:manage", ["yes", "yes", "no", "no", "no"], "step-up", "first-party"),
  "elevations:create": may("tenant:manage", ["no", "yes", "no", "yes", "no"], "step-up", "first-party"),
  "elevations:list": may("tenant:manage", ["yes", "own", "own", "own", "no"], "first-party"),
  "elevations:end": may("tenant:manage", ["yes", "own", "own", "own", "no"], "first-party"),
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof POLICY;

export const ACTIONS = Object.keys(POLICY) as Action[];
