import { createLeastRecentlyUsed } from "../cache/index.ts";
import type { Principal } from "../policy/index.ts";
import { looksLikeApiKey } from "./api-key.ts";
import { type IdentityLine, identityUnavailable } from "./identity-line.ts";
import type { KeyDirectory } from "./key-directory.ts";

/** How long an isolate takes a good key's principal as it is. */
const FRESH_MS = 30_000;
/** For how much longer it goes on trusting the key while identity does not answer. */
const TRUSTED_MS = 15 * 60_000;
/** How long an unknown key is refused without asking again; short, because it may be about to be made. */
const REFUSED_MS = 2_000;
const GOOD_KEYS = 5_000;
/** Fewer than good ones, and apart from them, so that made-up keys push out none. */
const REFUSED_KEYS = 1_000;

interface Remembered {
  principal: Principal;
  freshUntil: number;
  trustedUntil: number;
}

/**
 * Remembers what another directory answered, in this isolate, so that most requests pay no look-up, and so that keys
 * that were good a while ago stay good while identity is down. An expiry is honoured to the millisecond in any case.
 * Requests never share a look-up: one whose client hangs up is stopped with all it waits for, and would leave the others
 * waiting for ever.
 */
export function rememberKeys(
  behind: KeyDirectory,
  line: Pick<IdentityLine, "isDown" | "takeRetry">,
  now: () => number = Date.now,
): KeyDirectory {
  const good = createLeastRecentlyUsed<string, Remembered>(GOOD_KEYS);
  const refused = createLeastRecentlyUsed<string, number>(REFUSED_KEYS);
  let forgotten = 0;

  const ask: KeyDirectory["resolve"] = async (key, background) => {
    const [asked, forgottenBefore] = [now(), forgotten];
    const principal = await behind.resolve(key, background);
    // An answer from before a key was forgotten may be about that key, and is good for this request only.
    if (forgotten !== forgottenBefore) return principal;
    if (principal) {
      refused.delete(key);
      good.set(key, {
        principal,
        freshUntil: Math.min(asked + FRESH_MS, principal.expiresAt ?? Number.POSITIVE_INFINITY),
        trustedUntil: Math.min(
          asked + FRESH_MS + TRUSTED_MS,
          principal.expiresAt ?? Number.POSITIVE_INFINITY,
        ),
      });
    } else {
      good.delete(key);
      refused.set(key, asked + REFUSED_MS);
    }
    return principal;
  };

  return {
    resolve: async (key, background) => {
      const at = now();
      const known = good.get(key);
      if (known && at < known.freshUntil) return known.principal;
      if (at < (refused.get(key) ?? 0)) return null;
      // What people send instead of a key may be long, and new each time.
      if (!looksLikeApiKey(key)) return null;
      if (known && at >= (known.principal.expiresAt ?? Number.POSITIVE_INFINITY)) return null;
      if (known && at < known.trustedUntil && line.isDown()) {
        if (line.takeRetry()) background(ask(key, background).catch(() => {}));
        return known.principal;
      }
      // Whoever only identity knows learns at once that it does not answer, instead of waiting each time.
      if (line.isDown() && !line.takeRetry()) throw identityUnavailable();
      try {
        return await ask(key, background);
      } catch (error) {
        // Forgotten, or learned again, while this request asked in vain.
        const current = good.get(key);
        if (current && now() < current.trustedUntil) return current.principal;
        throw error;
      }
    },
    forget: (keyId) => {
      forgotten++;
      for (const [key, { principal }] of good.entries())
        if (principal.credentialId === keyId) good.delete(key);
      behind.forget(keyId);
    },
  };
}
