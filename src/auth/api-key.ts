const PREFIX = "dsc_";
const PATTERN = /^dsc_[0-9A-Za-z]{43}$/;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * A new API key: `dsc_` and 43 base-62 characters, 256 bits from the platform's cryptographic source.
 * So much chance needs no slow hash: SHA-256 of it can be stored and looked up as it is.
 */
export function mintApiKey(): string {
  let secret = "";
  while (secret.length < 43) {
    for (const byte of crypto.getRandomValues(new Uint8Array(64))) {
      if (byte < 248 && secret.length < 43) secret += ALPHABET[byte % 62];
    }
  }
  return PREFIX + secret;
}

/** Whether a bearer token can be an API key of ours at all; what cannot is refused without a look-up. */
export function looksLikeApiKey(token: string): boolean {
  return PATTERN.test(token);
}

/** SHA-256 of a key, as 64 hexadecimal digits: the only form in which it is stored. */
export async function hashApiKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return new Uint8Array(digest).reduce((hex, byte) => hex + byte.toString(16).padStart(2, "0"), "");
}
