import type { Principal } from "../policy/index.ts";
import { SCOPES } from "../policy/index.ts";
import type { ApiKeyRow, ApiKeyStore } from "./api-key-store.ts";

/** How exactly it is known when a key was last used. */
const USE_MS = 60_000;
const HASH = /^[0-9a-f]{64}$/;

/** Whose key it is, and what is left to do after the answer. */
export interface ResolvedKey {
  /** Null for an unknown, revoked or expired key alike. */
  principal: Principal | null;
  /** The note of this use, where one is due: for `waitUntil`. */
  work?: Promise<void>;
}

/**
 * Finds out whose key has a hash; runs in the identity Worker. Of a key's uses it notes one a minute at the most. Since
 * the isolates that ask remember the answer for half a minute, what is noted is right to two minutes.
 * @param hash SHA-256 of the key in hexadecimal; whatever else is sent is nobody's
 */
export async function resolveKey(
  keys: Pick<ApiKeyStore, "findByHash" | "noteUse">,
  hash: string,
  now: number,
): Promise<ResolvedKey> {
  if (typeof hash !== "string" || !HASH.test(hash)) return { principal: null };
  const row = await keys.findByHash(hash, now);
  if (!row) return { principal: null };
  const principal = principalOfKey(row);
  if (row.lastUsedAt !== null && now - row.lastUsedAt < USE_MS) return { principal };
  return { principal, work: keys.noteUse(row.tenantId, row.id, now, now - USE_MS) };
}

/** A key as a principal: a service, with the scopes it was given that still exist. */
function principalOfKey({ id, tenantId, scopes, expiresAt }: ApiKeyRow): Principal {
  return {
    tenantId,
    actor: `key:${id}`,
    role: "service",
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    credentialId: id,
    methods: [],
    ...(expiresAt !== null && { expiresAt }),
  };
}
