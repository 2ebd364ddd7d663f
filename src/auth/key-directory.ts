import type { Principal } from "../policy/index.ts";

/**
 * Finds out whose key a bearer token is. The port through which credentials are checked: today D1 answers, later the
 * identity Worker does.
 */
export interface KeyDirectory {
  /** The key's principal; null for an unknown, revoked or expired one. */
  resolve(token: string): Promise<Principal | null>;
  /** Drops what is remembered of a key, so that its revocation acts here at once. */
  forget(keyId: string): void;
}
