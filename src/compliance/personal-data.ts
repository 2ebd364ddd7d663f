/** What must never stand in the trail in clear, by how it looks; first match wins. */
const LOOKS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["an e-mail address", /[^\s@]@[^\s@]|[^\s%]%40[^\s%]/i],
  ["an IPv4 address", /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)/],
  // Compressed, or in full; six groups and more also cover the addresses of network cards.
  ["an IPv6 address", /::|(?<![0-9a-z])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![0-9a-z])/i],
  ["a bearer token", /\bbearer\s+\S/i],
  ["an API key", /dsc_[0-9a-z]{20,}/i],
  ["a JSON Web Token", /\bey[\w-]{8,}\.[\w-]{4,}\./],
  ["a private key", /-----BEGIN/],
  // Hexadecimal digests and identifiers of ours are shorter or have no mixture; random secrets have both.
  ["a secret", /(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])(?=[\w+/-]*\d)[\w+/-]{40,}/],
];

/**
 * What kind of personal data or secret a text seems to hold; null for none. It knows the forms that end up in logs by
 * accident. Names and other words it cannot know: what people typed has no place in an event.
 */
export function personalDataIn(text: string): string | null {
  return LOOKS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
