/** What was thrown, as an error: nothing stops a library from throwing something else. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
