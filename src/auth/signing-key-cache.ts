import { z } from "@hono/zod-openapi";
import { importJWK, type JSONWebKeySet } from "jose";
import { type IdentityLine, identityUnavailable } from "./identity-line.ts";
import type { Background } from "./key-directory.ts";

/** How long the keys are taken as they are: a removed one goes on being good for this long at the most. */
const FRESH_MS = 10 * 60_000;
/** How long they go on being used when identity does not answer. */
const STALE_MS = 24 * 60 * 60_000;
/**
 * Made-up key ids make an isolate ask identity no more often than twice in this time. Once would not do: a key that is made
 * right after somebody asked would be refused for as long.
 */
const UNKNOWN_MS = 10_000;
/** Those who wait while somebody else asks look this often whether there is an answer, and give up after so many looks. */
const LOOK_MS = 20;
const LOOKS = 80;
/** Keys read of a set at the most; identity has one or two at a time. */
const MOST_KEYS = 20;

/** A key of a set that can verify our tokens (RFC 8037). Others in the set are for others. */
const verifyingKeySchema = z.object({
  kid: z.string().min(1).max(200),
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string(),
  alg: z.literal("EdDSA").optional(),
  use: z.literal("sig").optional(),
});

const keySetSchema = z.object({ keys: z.array(z.unknown()) });

/** Where identity's set of public keys comes from (RFC 7517). */
export type FetchKeys = () => Promise<JSONWebKeySet>;

/** The public keys that tokens are signed with, by key id. */
export interface SigningKeys {
  /**
   * The key of an id; null when identity has none of it.
   * @throws ApiError `identity_unavailable` when only identity could tell, and it does not answer
   */
  find(kid: string, background: Background): Promise<CryptoKey | null>;
  /** Whether a key that was found is still in the set, as far as this isolate knows. */
  has(kid: string): boolean;
}

/**
 * Keeps identity's public keys in the isolate. They are fetched again when they are old, and for a key id that is not among
 * them, but not for each. One request at a time asks; those who need the answer too look for it from time to time
 * instead of waiting for that request, whose client may hang up. When identity does not answer, what is there stays good
 * for a day.
 */
export function createSigningKeyCache(
  fetchKeys: FetchKeys,
  line: IdentityLine,
  now: () => number = Date.now,
): SigningKeys {
  let known: { keys: ReadonlyMap<string, CryptoKey>; asOf: number } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  /** When it was asked the time before. */
  let askedBefore = Number.NEGATIVE_INFINITY;
  let turn: object | undefined;

  const refresh = async () => {
    const mine = {};
    turn = mine;
    const asOf = now();
    askedBefore = askedAt;
    askedAt = asOf;
    try {
      const keys = await line.ask(async () => importKeys(await fetchKeys()));
      // Whoever was overtaken by a later asker leaves that one's answer alone.
      if (!known || asOf >= known.asOf) known = { keys, asOf };
    } finally {
      if (turn === mine) turn = undefined;
    }
  };

  return {
    has: (kid) => known?.keys.has(kid) ?? false,
    find: async (kid, background) => {
      const arrived = now();
      let watched = turn;
      for (let looks = 0; ; ) {
        const age = known ? now() - known.asOf : Number.POSITIVE_INFINITY;
        const key = age < STALE_MS ? known?.keys.get(kid) : undefined;
        if (key && age < FRESH_MS) return key;
        if (key && line.isDown()) {
          if (!turn && line.takeRetry()) background(refresh().catch(() => {}));
          return key;
        }
        if (turn && (turn !== watched || looks < LOOKS)) {
          looks = turn === watched ? looks + 1 : 0;
          watched = turn;
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
          continue;
        }
        if (!key) {
          // A token is older than its arrival, and its key older still: a set that was asked for since would have it.
          if (known && age < STALE_MS && known.asOf >= arrived) return null;
          if (known && age < STALE_MS && now() - askedBefore < UNKNOWN_MS) {
            if (known.asOf >= askedAt) return null;
            throw identityUnavailable();
          }
          if (line.isDown() && !line.takeRetry()) throw identityUnavailable();
        }
        try {
          await refresh();
        } catch (error) {
          if (key) return key;
          throw error;
        }
      }
    },
  };
}

/** The keys of a set that can verify our tokens; what is not one is passed over. @throws ZodError if it is no set at all */
async function importKeys(fetched: unknown): Promise<Map<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>();
  for (const candidate of keySetSchema.parse(fetched).keys.slice(0, MOST_KEYS)) {
    const { success, data } = verifyingKeySchema.safeParse(candidate);
    if (!success || keys.has(data.kid)) continue;
    const { kid, kty, crv, x } = data;
    const key = await importJWK({ kty, crv, x }, "EdDSA").catch(() => null);
    if (key && !(key instanceof Uint8Array)) keys.set(kid, key);
  }
  return keys;
}
