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
    created_by: row.createdBy,
    expires_at: timeOf(row.expiresAt),
    revoked_at: timeOf(row.revokedAt),
    last_used_at: timeOf(row.lastUsedAt),
    replaced_by: row.replacedBy,
  };
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
