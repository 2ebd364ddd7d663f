/** Paths of the numbers in a value that are NaN or infinite, typed arrays and nested objects included. */
export function unfinite(value: unknown, at = ""): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${at} is ${value}`];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const list = value as unknown as ArrayLike<number>;
    for (let i = 0; i < list.length; i++) if (!Number.isFinite(list[i])) return [`${at}[${i}] is ${list[i]}`];
    return [];
  }
  if (Array.isArray(value)) return value.flatMap((entry, i) => unfinite(entry, `${at}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => unfinite(entry, `${at}.${key}`));
}
