import { createHash } from "node:crypto";

/** Features as they are kept and sent: the JSON text, and the strong entity tag of exactly that text. */
export interface StoredFeatures {
  body: string;
  /** With its quotes, as a header has it. */
  etag: string;
}

/** The strong entity tag of a text: the first 128 bits of its SHA-256, quoted. */
export function entityTagOf(body: string): string {
  return `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
}

/** What a stored text has in place of the host, which is only known when somebody asks. */
export const ORIGIN = "{origin}";

/** A stored text with the links that the asker can follow. */
export function atOrigin(body: string, origin: string): string {
  return body.replaceAll(ORIGIN, origin);
}
