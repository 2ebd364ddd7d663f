/** What a key may be allowed to do. A route names the one it needs. */
export const SCOPES = ["tracks:read", "tracks:write", "keys:manage"] as const;

export type Scope = (typeof SCOPES)[number];

/** Who is asking: the tenant whose data is at stake, the credential, and what it may do. */
export interface Principal {
  tenantId: string;
  keyId: string;
  scopes: readonly Scope[];
  /** When the credential ends, if it does: milliseconds since 1970. */
  expiresAt?: number;
}
