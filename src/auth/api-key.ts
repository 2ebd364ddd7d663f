import { createHash } from "node:crypto";
import { randomBase62 } from "../database/index.ts";

const PATTERN = /^dsc_[0-9A-Za-z]{43}$/;

/**
 * A new API key: `dsc_` and 43 base-62 characters, 256 bits from the platform's cryptographic source.
 * So much chance needs no slow hash: SHA-256 of it can be stored and looked up as it is.
 */
export function mintApiKey(): string {
  return `dsc_${randomBase62(43)}`;
}

/** Whether a bearer token can be an API key of ours at all; what cannot is refused without a look-up. */
export function looksLikeApiKey(token: string): boolean {
  return PATTERN.test(token);
}

/** SHA-256 of a key, as 64 hexadecimal digits: the only form in which it is stored. */
export function hashApiKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
