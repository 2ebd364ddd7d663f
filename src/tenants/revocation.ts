import { type Principal, personOf } from "../policy/index.ts";

/** What was revoked, by subject, with the last time it was, ms. */
export type Revoked = ReadonlyMap<string, number>;

/** For how long a revocation is kept and looked at. No token lives longer, so none is trusted that was revoked before. */
export const REVOCATIONS_KEPT_MS = 24 * 3_600_000;

/**
 * Whether a principal's credential has been revoked. Keys and sign-in sessions end for good. A person, an app or a
 * consent can come back: there, what was issued after the revocation is good, and what does not say when it was is not.
 * A key also waits for identity's word on it when the person behind it had something revoked since the last one.
 * Tokens carry whole seconds, so one that was issued within the second of the revocation counts as older.
 */
export function isRevoked(principal: Principal, revoked: Revoked): boolean {
  if (revoked.size === 0) return false;
  const { actor, credentialId, clientId, issuedAt = 0 } = principal;
  const isOlder = (subject: string) => issuedAt <= (revoked.get(subject) ?? -1);
  if (actor.startsWith("key:"))
    return (
      revoked.has(`key:${credentialId}`) || (principal.madeBy !== undefined && isOlder(principal.madeBy))
    );
  if (isOlder(actor)) return true;
  const person = personOf(principal);
  if (person !== null && revoked.has(`session:${credentialId}`)) return true;
  if (clientId === undefined) return false;
  return isOlder(`client:${clientId}`) || (person !== null && isOlder(`consent:${clientId}:${person}`));
}
