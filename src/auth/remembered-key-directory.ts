import { createLeastRecentlyUsed } from "../cache/index.ts";
import type { Principal } from "../policy/index.ts";
import { looksLikeApiKey } from "./api-key.ts";
import type { KeyDirectory } from "./key-directory.ts";

/** How long an isolate may go on trusting a key that was revoked through another one. */
const TRUSTED_MS = 30_000;
/** How long an unknown key is refused without asking again; short, because it may be about to be made. */
const REFUSED_MS = 2_000;
const CAPACITY = 5_000;

/**
 * Remembers what another directory answered, in this isolate, so that a request pays no look-up. An expiry is honoured
 * to the millisecond. Requests never share a look-up: one whose client hangs up is stopped with all it waits for, and
 * would leave the others waiting for ever.
 */
export function rememberKeys(behind: KeyDirectory, now: () => number = Date.now): KeyDirectory {
  const known = createLeastRecentlyUsed<string, { principal: Principal | null; until: number }>(CAPACITY);
  return {
    resolve: async (token) => {
      const remembered = known.get(token);
      if (remembered && now() < remembered.until) return remembered.principal;
      const principal = await behind.resolve(token);
      // Whatever else people send as a token may be long, and new each time.
      if (!looksLikeApiKey(token)) return principal;
      const until = now() + (principal ? TRUSTED_MS : REFUSED_MS);
      known.set(token, { principal, until: Math.min(until, principal?.expiresAt ?? until) });
      return principal;
    },
    forget: (keyId) => {
      for (const [token, { principal }] of known.entries())
        if (principal?.credentialId === keyId) known.delete(token);
      behind.forget(keyId);
    },
  };
}
