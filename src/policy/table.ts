import type { Role, Scope } from "./principal.ts";

/**
 * What a role may do with an action: `yes`; `own`, on rows they made themselves; `elevate`, while an elevation that
 * they asked for lasts; `no`.
 */
export type Grant = "yes" | "own" | "elevate" | "no";

/**
 * What an action asks for beyond role and scope.
 * - `step-up`: a person showed who they are within the last minutes. Keys and apps that act for themselves cannot, and
 *   need not where the table grants services the action.
 * - `first-party`: not through a third-party app, neither for somebody who consented nor for itself.
 * - `own-sound`: the row's provenance is known and not `spotify`, whose audio and data may not be fetched again or
 *   learned from.
 */
export type Need = "step-up" | "first-party" | "own-sound";

export interface Rule {
  readonly scope: Scope;
  readonly grants: Readonly<Record<Role, Grant>>;
  readonly needs: readonly Need[];
}

/** One line of the table: the scope that covers the action, then owner, admin, member, analyst, service, then needs. */
function may(
  scope: Scope,
  [owner, admin, member, analyst, service]: readonly [Grant, Grant, Grant, Grant, Grant],
  ...needs: Need[]
): Rule {
  return { scope, grants: { owner, admin, member, analyst, service }, needs };
}

/**
 * The whole policy: who may do what. Everything that checks a right reads it here.
 *
 * Two attributes are not in it, because they hold for every line alike. *Same tenant*: every store function takes the
 * principal's tenant first, so that another tenant's rows are not found at all (404, never 403). *Networks*: a tenant's
 * list of allowed ones is checked by the tenant guard, before any action is looked at.
 *
 * What elevation opens is never open to apps, and no service may be more than an admin is; tests hold the table to that.
 */
export const POLICY = {
  //                                               owner  admin  member analyst service
  // Recordings, and what was learned of them
  "tracks:list": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "tracks:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "tracks:listen": may("tracks:read", ["yes", "yes", "yes", "no", "yes"], "own-sound"),
  "tracks:upload": may("tracks:write", ["yes", "yes", "yes", "no", "yes"]),
  "tracks:analyse": may("tracks:write", ["yes", "yes", "yes", "no", "yes"], "own-sound"),
  "library:analyse": may("tracks:write", ["yes", "yes", "yes", "no", "yes"]),
  "tracks:delete": may("tracks:delete", ["yes", "yes", "own", "no", "yes"]),
  "features:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "tasks:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "models:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),

  // Maps from our figures to the values that a tenant knew before
  "calibrations:list": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "calibrations:read": may("tracks:read", ["yes", "yes", "yes", "yes", "yes"]),
  "calibrations:create": may("tracks:write", ["yes", "yes", "yes", "no", "yes"]),
  "calibrations:delete": may("tracks:delete", ["yes", "yes", "own", "no", "yes"]),

  // Rooms. Whoever passes here is asked for their role in the room next (src/collaboration/members/room-policy.ts).
  "rooms:list": may("rooms:read", ["yes", "yes", "yes", "yes", "yes"]),
  "rooms:read": may("rooms:read", ["yes", "yes", "yes", "yes", "yes"]),
  "rooms:create": may("rooms:write", ["yes", "yes", "yes", "no", "yes"]),
  "rooms:join": may("rooms:write", ["yes", "yes", "yes", "yes", "yes"]),
  "rooms:comment": may("rooms:write", ["yes", "yes", "yes", "yes", "yes"]),
  "rooms:write": may("rooms:write", ["yes", "yes", "yes", "no", "yes"]),
  "rooms:manage": may("rooms:write", ["yes", "yes", "yes", "no", "yes"]),
  "notifications:list": may("rooms:read", ["yes", "yes", "yes", "yes", "yes"]),
  "notifications:mark": may("rooms:read", ["yes", "yes", "yes", "yes", "yes"]),

  // Keys. To rotate one is to hold its successor: an admin can end anybody's key, but take over none.
  "keys:list": may("keys:manage", ["yes", "yes", "own", "no", "yes"]),
  "keys:create": may("keys:manage", ["yes", "yes", "yes", "no", "yes"], "step-up", "first-party"),
  "keys:rotate": may("keys:manage", ["yes", "own", "own", "no", "own"], "step-up", "first-party"),
  "keys:revoke": may("keys:manage", ["yes", "yes", "own", "no", "yes"]),

  // What the tenant used, and what was done in it
  "usage:read": may("usage:read", ["yes", "yes", "yes", "yes", "yes"]),
  "audit:read": may("audit:read", ["yes", "yes", "no", "elevate", "yes"], "first-party"),

  // The tenant, and who belongs to it
  "tenant:read": may("tenant:manage", ["yes", "yes", "yes", "yes", "no"]),
  "tenant:update": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "members:list": may("tenant:manage", ["yes", "yes", "yes", "yes", "no"], "first-party"),
  "members:invite": may("tenant:manage", ["yes", "yes", "no", "no", "no"], "step-up", "first-party"),
  "members:change": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "members:remove": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "teams:manage": may("tenant:manage", ["yes", "yes", "no", "no", "no"], "first-party"),
  "sso:manage": may("tenant:manage", ["yes", "elevate", "no", "no", "no"], "step-up", "first-party"),
  "clients:manage": may("tenant:manage", ["yes", "yes", "no", "no", "no"], "step-up", "first-party"),

  // Rights for a while. An owner needs none, and nobody else decides on them: they are asked for, and logged.
  "elevations:create": may("tenant:manage", ["no", "yes", "no", "yes", "no"], "step-up", "first-party"),
  "elevations:list": may("tenant:manage", ["yes", "own", "own", "own", "no"], "first-party"),
  "elevations:end": may("tenant:manage", ["yes", "own", "own", "own", "no"], "first-party"),
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof POLICY;

export const ACTIONS = Object.keys(POLICY) as [Action, ...Action[]];
