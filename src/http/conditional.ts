import type { AppContext } from "./context.ts";

/**
 * Whether the caller already holds what it asks for, by its `If-None-Match`: then the answer is 304.
 * Comparison is weak, as RFC 9110 section 13.1.2 asks of this header.
 * @param etag the current entity tag, quoted
 */
export function isHeld(c: AppContext, etag: string): boolean {
  const sent = c.req.header("if-none-match");
  if (sent === undefined) return false;
  if (sent === etag || sent.trim() === "*") return true;
  return sent.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
