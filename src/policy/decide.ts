import type { Principal } from "./principal.ts";
import { type Action, type Grant, POLICY, type Rule } from "./table.ts";

/** For how long after somebody showed who they are dangerous actions are open to them. */
export const STEP_UP_MS = 10 * 60_000;

/** What is known of the row that an action is about. */
export interface Row {
  /** Who made it, as `Principal.actor` names them; null when nobody knows. */
  createdBy?: string | null;
  /** Where it came from. */
  provenance?: string;
}

export interface Circumstances {
  /** Milliseconds since 1970. */
  now: number;
  /** Actions that running elevations of this principal open. */
  elevated?: ReadonlySet<string>;
  /** The row, where the action is about one that has been read already. */
  row?: Row;
}

/** Why an action is refused, by what would have to change. */
export type Refusal = "role" | "scope" | "elevation" | "first-party" | "step-up" | "row" | "provenance";

/** What the table grants a principal's role for an action. */
export function grantOf(principal: Principal, action: Action): Grant {
  return POLICY[action].grants[principal.role];
}

/**
 * Decides whether a principal may do something. Pure. Without a row, `own` counts as allowed: who may act on own rows
 * only may try, and is decided on again with the row.
 * @returns null when allowed, else the first reason against it
 */
export function refusalOf(principal: Principal, action: Action, at: Circumstances): Refusal | null {
  const rule: Rule = POLICY[action];
  const grant = rule.grants[principal.role];
  if (grant === "no") return "role";
  if (!principal.scopes.includes(rule.scope)) return "scope";
  if (rule.needs.includes("first-party") && principal.clientId !== undefined) return "first-party";
  if (rule.needs.includes("step-up") && !steppedUp(principal, at.now)) return "step-up";
  if (grant === "elevate" && !at.elevated?.has(action)) return "elevation";
  if (at.row === undefined) return null;
  if (grant === "own" && at.row.createdBy !== principal.actor) return "row";
  if (rule.needs.includes("own-sound") && at.row.provenance === "spotify") return "provenance";
  return null;
}

function steppedUp({ methods, authenticatedAt }: Principal, now: number): boolean {
  if (methods.length === 0 || authenticatedAt === undefined) return false;
  const age = now - authenticatedAt;
  // A clock that is a little ahead is no reason to refuse; one that is far ahead is.
  return age < STEP_UP_MS && age > -60_000;
}
