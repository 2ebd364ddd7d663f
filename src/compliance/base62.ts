const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The first 16 bytes as one big-endian number in 22 base-62 characters: the look of our identifiers, for digests. */
export function base62Of(bytes: Uint8Array): string {
  let rest = 0n;
  for (const byte of bytes.subarray(0, 16)) rest = (rest << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 22; i++) {
    text = ALPHABET[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}
