/** Features as they are kept and sent: the JSON text, and the strong entity tag of exactly that text. */
export interface StoredFeatures {
  body: string;
  /** With its quotes, as a header has it. */
  etag: string;
}

/** The strong entity tag of a text: the first 128 bits of its SHA-256, quoted. */
export async function entityTagOf(body: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const hex = new Uint8Array(digest, 0, 16).reduce(
    (text, byte) => text + byte.toString(16).padStart(2, "0"),
    "",
  );
  return `"${hex}"`;
}

/** What a stored text has in place of the host, which is only known when somebody asks. */
export const ORIGIN = "{origin}";

/** A stored text with the links that the asker can follow. */
export function atOrigin(body: string, origin: string): string {
  return body.replaceAll(ORIGIN, origin);
}
