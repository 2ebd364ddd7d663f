/** A stretch of a representation, in bytes: first and last, both included, as HTTP writes it. */
export interface Range {
  first: number;
  last: number;
}

/**
 * Reads a `Range` header against a size: the one stretch it asks for, `null` when the whole is to be sent (no header,
 * another unit, several ranges, or nonsense, which RFC 9110 section 14.2 says to ignore), or `"unsatisfiable"`.
 */
export function parseRange(header: string | undefined, size: number): Range | null | "unsatisfiable" {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match) return null;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return null;
  if (from === "") {
    const suffix = Number(to);
    return suffix === 0 || size === 0
      ? "unsatisfiable"
      : { first: Math.max(0, size - suffix), last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size) return "unsatisfiable";
  return first > last ? null : { first, last };
}
