import { type Principal, type Role, SCOPES, scopesToHandOn } from "../policy/index.ts";
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

/** What somebody is in a tenant now; null for nothing. */
export type FindRole = (tenantId: string, userId: string) => Promise<Role | null>;

/**
 * Finds out whose key has a hash; runs in the identity Worker. A key does no more than the person behind it may do now:
 * it ends when they leave the tenant, and is narrowed when their role is. Of a key's uses it notes one a minute at the most. Since
 * the isolates that ask remember the answer for half a minute, what is noted is right to two minutes.
 * @param hash SHA-256 of the key in hexadecimal; whatever else is sent is nobody's
 */
export async function resolveKey(
  keys: Pick<ApiKeyStore, "findByHash" | "noteUse">,
  findRole: FindRole,
  hash: string,
  now: number,
): Promise<ResolvedKey> {
  if (typeof hash !== "string" || !HASH.test(hash)) return { principal: null };
  const found = await keys.findByHash(hash, now);
  if (!found) return { principal: null };
  const { row, person } = found;
  const role = person === null ? "owner" : await findRole(row.tenantId, person.slice("user:".length));
  if (role === null) return { principal: null };
  const principal = principalOfKey(row, role, now, person);
  if (row.lastUsedAt !== null && now - row.lastUsedAt < USE_MS) return { principal };
  return { principal, work: keys.noteUse(row.tenantId, row.id, now, now - USE_MS) };
}

/** A key as a principal: a service, with the scopes it was given that still exist and that its maker may still give. */
function principalOfKey(
  { id, tenantId, scopes, expiresAt }: ApiKeyRow,
  role: Role,
  now: number,
  person: string | null,
): Principal {
  const given = scopesToHandOn({ role, scopes: SCOPES });
  return {
    tenantId,
    actor: `key:${id}`,
    role: "service",
    scopes: given.filter((scope) => scopes.includes(scope)),
    credentialId: id,
    methods: [],
    issuedAt: now,
    ...(person !== null && { madeBy: person }),
    ...(expiresAt !== null && { expiresAt }),
  };
}
