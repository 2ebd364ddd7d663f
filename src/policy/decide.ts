import type { Principal, Role } from "./principal.ts";
import { type Action, type Grant, POLICY, type Rule } from "./table.ts";

/** For how long after somebody showed who they are dangerous actions are open to them. */
export const STEP_UP_MS = 10 * 60_000;

/** By how much identity's clock may be ahead of ours. */
const CLOCK_SKEW_MS = 60_000;

/** What is known of the row that an action is about. */
export interface Row {
  /** Who made it, as `Principal.actor` names them; null when nobody knows. */
  createdBy?: string | null;
  /** Whom the row itself stands for, where it is somebody's credential: a key is its own, whoever made it. */
  actor?: string;
  /** Where it came from. */
  provenance?: string;
}

export interface Circumstances {
  /** Milliseconds since 1970. */
  now: number;
  /** Actions that running elevations of this principal, in this tenant, open. */
  elevated?: ReadonlySet<string>;
  /** The row, where the action is about one that has been read already. */
  row?: Row;
}

/** Why an action is refused, by what would have to change. */
export type Refusal = "role" | "scope" | "elevation" | "first-party" | "step-up" | "row" | "provenance";

/** What the table grants a role for an action. */
export function grantOf({ role }: { role: Role }, action: Action): Grant {
  const rule: Rule = POLICY[action];
  return rule.grants[role];
}

/** The person that a principal is, by id; null for keys, and for apps that act for themselves. */
export function personOf({ actor }: Pick<Principal, "actor">): string | null {
  return actor.startsWith("user:") ? actor.slice("user:".length) : null;
}

/**
 * Decides whether a principal may do something. Pure. Without a row, `own` counts as allowed: who may act on own rows
 * only may try, and is decided on again with the row. `elevation` is answered only where nothing else is against it, so
 * that elevations need be read only then.
 * @returns null when allowed, else the first reason against it
 */
export function refusalOf(principal: Principal, action: Action, at: Circumstances): Refusal | null {
  const rule: Rule = POLICY[action];
  const grant = rule.grants[principal.role];
  if (grant === "no") return "role";
  if (!principal.scopes.includes(rule.scope)) return "scope";
  if (rule.needs.includes("first-party") && isThirdParty(principal)) return "first-party";
  if (rule.needs.includes("step-up") && personOf(principal) !== null && !steppedUp(principal, at.now))
    return "step-up";
  if (grant === "elevate" && !at.elevated?.has(action)) return "elevation";
  if (at.row === undefined) return null;
  if (grant === "own" && !isOwn(principal, at.row)) return "row";
  if (rule.needs.includes("own-sound") && !isOwnSound(at.row)) return "provenance";
  return null;
}

function isThirdParty({ actor, clientId }: Principal): boolean {
  return clientId !== undefined || actor.startsWith("client:");
}

function steppedUp({ methods, authenticatedAt }: Principal, now: number): boolean {
  if (methods.length === 0 || authenticatedAt === undefined) return false;
  const age = now - authenticatedAt;
  return age < STEP_UP_MS && age > -CLOCK_SKEW_MS;
}

function isOwn({ actor }: Principal, row: Row): boolean {
  return row.createdBy === actor || row.actor === actor;
}

/** What nobody knows the origin of is treated as what may not be used. */
function isOwnSound({ provenance }: Row): boolean {
  return provenance !== undefined && provenance !== "spotify";
}
