import { SCOPES } from "../policy/index.ts";
import { hashApiKey, looksLikeApiKey } from "./api-key.ts";
import type { ApiKeyStore } from "./api-key-store.ts";
import type { KeyDirectory } from "./key-directory.ts";

/** The key directory over D1. */
export function createD1KeyDirectory(keys: ApiKeyStore, now: () => number = Date.now): KeyDirectory {
  return {
    resolve: async (token) => {
      if (!looksLikeApiKey(token)) return null;
      const row = await keys.findByHash(hashApiKey(token), now());
      if (!row) return null;
      const scopes = SCOPES.filter((scope) => row.scopes.includes(scope));
      return {
        tenantId: row.tenantId,
        actor: `key:${row.id}`,
        role: "service",
        scopes,
        credentialId: row.id,
        methods: [],
        ...(row.expiresAt && { expiresAt: row.expiresAt }),
      };
    },
    forget: () => {},
  };
}
