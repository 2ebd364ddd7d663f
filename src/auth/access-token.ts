import { errors, jwtVerify } from "jose";
import { createLeastRecentlyUsed } from "../cache/index.ts";
import type { Principal } from "../policy/index.ts";
import type { CredentialDirectory } from "./key-directory.ts";
import type { SigningKeys } from "./signing-key-cache.ts";
import { principalOf } from "./token-claims.ts";

/** By how much our clock and identity's may differ, in seconds. */
const TOLERANCE_S = 5;
/** No token is good for longer than this after it was made, whatever it says, in seconds. */
const LONGEST_LIFE_S = 3_600;
/** Ours have about 800 characters; what is longer is not looked at. */
const MOST_CHARACTERS = 4_096;
const CAPACITY = 2_000;

export interface AccessTokenOptions {
  /** `PUBLIC_URL`: who makes tokens, and as `${issuer}/v1` whom they are for. */
  issuer: string;
  keys: SigningKeys;
  /** Milliseconds since 1970. */
  now?: () => number;
}

interface Verified {
  principal: Principal;
  kid: string;
  /** Until when it is good without another look, ms. */
  until: number;
}

/**
 * Three parts of base64url (RFC 7515, compact), the last one the 64 bytes of an Ed25519 signature (RFC 8032), whose
 * last character has only two bits that count: the others are zero, so that a token has no twins.
 */
const PATTERN = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/;

/** Whether a bearer token can be an access token of ours at all; what cannot is refused without a look. */
export function looksLikeAccessToken(token: string): boolean {
  return token.length <= MOST_CHARACTERS && PATTERN.test(token);
}

/**
 * Verifies access tokens against identity's public keys. The only algorithm is EdDSA; keys are found by id and never
 * taken from the token. A good token is remembered until it expires or its key is retired, so that meeting it again
 * costs no cryptography; a bad one is not, so that nobody can fill the memory with them.
 */
export function createAccessTokenDirectory({
  issuer,
  keys,
  now = Date.now,
}: AccessTokenOptions): CredentialDirectory {
  const remembered = createLeastRecentlyUsed<string, Verified>(CAPACITY);
  const expected = {
    algorithms: ["EdDSA"],
    issuer,
    audience: `${issuer}/v1`,
    clockTolerance: TOLERANCE_S,
    maxTokenAge: LONGEST_LIFE_S,
    requiredClaims: ["exp", "iat", "jti"],
  };
  return {
    resolve: async (token, background) => {
      const at = now();
      const known = remembered.get(token);
      if (known && at < known.until && keys.has(known.kid)) return known.principal;
      if (!looksLikeAccessToken(token)) return null;
      try {
        const { payload, protectedHeader } = await jwtVerify(
          token,
          async ({ kid }) => {
            const key = typeof kid === "string" ? await keys.find(kid, background) : null;
            if (!key) throw new errors.JWKSNoMatchingKey();
            return key;
          },
          { ...expected, currentDate: new Date(at) },
        );
        const { kid, typ } = protectedHeader;
        const principal = principalOf(payload, typ);
        if (!principal?.expiresAt || !principal.issuedAt || kid === undefined) return null;
        const until = Math.min(principal.expiresAt, principal.issuedAt + LONGEST_LIFE_S * 1000);
        remembered.set(token, { principal, kid, until });
        return principal;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
