import { readKey, takeKeyFromFragment } from "../../http/page/index.ts";
import type { SignedIn } from "./contract.ts";
import { Failure, readIdentity } from "./request.ts";

/** Who looks at the page, and how the API is told so. */
export interface Credential {
  /** The last characters of the key; null for somebody who is signed in. */
  keyEnding: string | null;
  person: SignedIn["user"] | null;
  /** The value of the `authorization` header. @throws Failure */
  authorization: () => Promise<string>;
}

/** First-party tokens live for ten minutes; one is kept in memory only, and for less. */
const TOKEN_KEPT_MS = 5 * 60_000;

/** A token for our own pages from `GET /auth/token`, asked for again before it ends. */
function personalToken(): () => Promise<string> {
  let kept: { value: string; until: number } | null = null;
  return async () => {
    if (kept === null || kept.until < Date.now()) {
      const { token } = await readIdentity<{ token: string }>("token");
      kept = { value: `Bearer ${token}`, until: Date.now() + TOKEN_KEPT_MS };
    }
    return kept.value;
  };
}

/**
 * Finds out who is here: by the API key of this browser (see src/http/page/key-store.ts), else by the session of somebody who
 * is signed in. Null for a stranger.
 */
export async function findCredential(): Promise<Credential | null> {
  takeKeyFromFragment();
  const key = readKey();
  if (key !== null) {
    return { keyEnding: key.slice(-4), person: null, authorization: async () => `Bearer ${key}` };
  }
  try {
    const signedIn = await readIdentity<SignedIn | null>("get-session");
    return signedIn && { keyEnding: null, person: signedIn.user, authorization: personalToken() };
  } catch (error) {
    // Identity that is away, or asks us to wait, is no reason to keep those out who have a key at hand.
    if (error instanceof Failure) return null;
    throw error;
  }
}
