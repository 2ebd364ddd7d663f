import { createLeastRecentlyUsed } from "../cache/index.ts";
import type { Principal } from "../http/index.ts";
import type { KeyDirectory } from "./key-directory.ts";

/** How long an isolate may go on trusting a key that was revoked through another one. */
const TRUSTED_MS = 30_000;
/** How long an unknown key is refused without asking again; short, because it may be about to be made. */
const REFUSED_MS = 2_000;
const CAPACITY = 5_000;

/**
 * Remembers what another directory answered, in this isolate, so that a request pays no look-up.
 * Concurrent questions about one key share one look-up. An expiry is honoured to the millisecond.
 */
export function rememberKeys(behind: KeyDirectory, now: () => number = Date.now): KeyDirectory {
  const known = createLeastRecentlyUsed<string, { principal: Principal | null; until: number }>(CAPACITY);
  const asked = new Map<string, Promise<Principal | null>>();
  const lookUp = async (token: string) => {
    const principal = await behind.resolve(token);
    const until = now() + (principal ? TRUSTED_MS : REFUSED_MS);
    known.set(token, { principal, until: Math.min(until, principal?.expiresAt ?? until) });
    return principal;
  };
  return {
    resolve: (token) => {
      const remembered = known.get(token);
      if (remembered && now() < remembered.until) return Promise.resolve(remembered.principal);
      const pending = asked.get(token) ?? lookUp(token).finally(() => asked.delete(token));
      asked.set(token, pending);
      return pending;
    },
    forget: (keyId) => {
      for (const [token, { principal }] of known.entries())
        if (principal?.keyId === keyId) known.delete(token);
      behind.forget(keyId);
    },
  };
}
