const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 22;

/** What every id of ours looks like: 22 base-62 characters, as Spotify's are. */
export const ID_PATTERN = /^[0-9A-Za-z]{22}$/;

/**
 * A new random identifier of 22 base-62 characters (131 bits), from the platform's cryptographic source.
 * Bytes of 248 and above are thrown away, so that each character is equally likely.
 */
export function newId(): string {
  let id = "";
  while (id.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < 248 && id.length < LENGTH) id += ALPHABET[byte % 62];
    }
  }
  return id;
}
