import type { Principal } from "../policy/index.ts";

/** Keeps work alive that no answer waits for, as `ExecutionContext.waitUntil` does. */
export type Background = (work: Promise<unknown>) => void;

/** Finds out who presents a bearer credential. */
export interface CredentialDirectory {
  /**
   * The credential's principal; null for whatever is unknown, malformed, revoked or expired, without saying which.
   * @throws ApiError `identity_unavailable` when only identity could tell, and it does not answer
   */
  resolve(credential: string, background: Background): Promise<Principal | null>;
}

/** The directory of API keys. */
export interface KeyDirectory extends CredentialDirectory {
  /** Drops what is remembered of a key, so that its revocation acts here at once. */
  forget(keyId: string): void;
}
