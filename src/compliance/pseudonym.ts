import { createHmac } from "node:crypto";
import { base62Of } from "./base62.ts";

/** Keeps these digests apart from whatever else is made with the same secret. */
const DOMAIN = "descant audit pseudonym\n";

/**
 * Stands in for a text that must not be kept in clear, such as the address that a sign-in came from: the same text gives
 * the same 22 base-62 characters, and nobody without the secret can try texts out. HMAC-SHA256, first 128 bits.
 * @param secret at least 16 characters, the same wherever pseudonyms are to be compared
 * @param text compared to the letter: bring it into one form first (lower case, one way to write an address)
 * @throws RangeError for a secret that is too short
 */
export function pseudonym(secret: string, text: string): string {
  if (secret.length < 16) throw new RangeError("a secret for pseudonyms has at least 16 characters");
  return base62Of(createHmac("sha256", secret).update(DOMAIN).update(text, "utf8").digest());
}
