import { grantOf } from "./decide.ts";
import { type Principal, SCOPES, type Scope } from "./principal.ts";
import { ACTIONS, type Action, POLICY } from "./table.ts";

/** How far a grant reaches. What elevation opens cannot be handed on: it would outlast the elevation. */
const REACH = { no: 0, elevate: 0, own: 1, yes: 2 } as const;

/**
 * The scopes that a principal may give to a key: those they hold themselves, unless a service could do more with one
 * than they can. So a member may let a key upload, but not erase what others uploaded, which a member may not either.
 */
export function scopesToHandOn(principal: Pick<Principal, "role" | "scopes">): Scope[] {
  const exceeds = (action: Action) =>
    REACH[grantOf({ role: "service" }, action)] > REACH[grantOf(principal, action)];
  return SCOPES.filter(
    (scope) =>
      principal.scopes.includes(scope) &&
      !ACTIONS.some((action) => POLICY[action].scope === scope && exceeds(action)),
  );
}

/**
 * The first of some scopes that a principal may not give to a key; null when they may give all. Asked when a key is
 * made, and again when one is rotated, by which time its maker's role may have shrunk.
 */
export function firstNotToHandOn(
  principal: Pick<Principal, "role" | "scopes">,
  scopes: readonly string[],
): string | null {
  const given: readonly string[] = scopesToHandOn(principal);
  return scopes.find((scope) => !given.includes(scope)) ?? null;
}
