import { SCOPES } from "../policy/index.ts";
import type { ApiKeyRow } from "./api-key-store.ts";
import type { ApiKey } from "./contract.ts";

/** A stored key as the API shows it: everything but its hash. */
export function presentApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    type: "api_key",
    name: row.name,
    hint: row.hint,
    scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
    created_at: new Date(row.createdAt).toISOString(),
    expires_at: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
    revoked_at: row.revokedAt === null ? null : new Date(row.revokedAt).toISOString(),
  };
}
