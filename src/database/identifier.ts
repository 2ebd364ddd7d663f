const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** What every id of ours looks like: 22 base-62 characters, as Spotify's are. */
export const ID_PATTERN = /^[0-9A-Za-z]{22}$/;

/** A new random identifier of 22 base-62 characters (131 bits). */
export function newId(): string {
  return randomBase62(22);
}

/**
 * Base-62 characters from the platform's cryptographic source, 5.95 bits each. Bytes of 248 and above are thrown away, so
 * that each character is equally likely.
 */
export function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length + 10))) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}
