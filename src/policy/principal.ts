/** What a person, a key or an app can be in a tenant. Keys and apps that act for themselves are services. */
export const ROLES = ["owner", "admin", "member", "analyst", "service"] as const;

export type Role = (typeof ROLES)[number];

/**
 * What a credential may be limited to: it does what its role allows and its scopes cover. To an app they are the consent
 * that a person gave; to a key, what its maker gave it. Erasing is a scope of its own, so that a key that sends
 * recordings need not be able to destroy them.
 */
export const SCOPES = [
  "tracks:read",
  "tracks:write",
  "tracks:delete",
  "rooms:read",
  "rooms:write",
  "keys:manage",
  "usage:read",
  "audit:read",
  "tenant:manage",
] as const;

export type Scope = (typeof SCOPES)[number];

/** How somebody showed who they are, by RFC 8176: password, one-time password, hardware key, known answer, federated. */
export const METHODS = ["pwd", "otp", "hwk", "kba", "fed"] as const;

export type Method = (typeof METHODS)[number];

/** Who is asking, as what, with which credential. A principal is of one tenant; the same person in another is another. */
export interface Principal {
  /** Whose data is at stake. */
  tenantId: string;
  /** `user:…`, `key:…` or `client:…`: who it is, in audit events and as the maker of rows. */
  actor: string;
  role: Role;
  scopes: readonly Scope[];
  /** What a revocation names: the key's id, or the sign-in session's, or the app's for one that acts for itself. */
  credentialId: string;
  /** The person (`user:…`) behind a key. */
  madeBy?: string;
  /** The third-party app through which a person asks, with their consent. */
  clientId?: string;
  /** How the person showed who they are; empty for keys and apps, which cannot. */
  methods: readonly Method[];
  /** When they last did: milliseconds since 1970. */
  authenticatedAt?: number;
  /** When the token was made, or identity last vouched for the key, ms; what was revoked later counts against it. */
  issuedAt?: number;
  /** When the credential ends, ms. */
  expiresAt?: number;
}
