/**
 * Where to go on to after signing in: a path of this very site, or `otherwise`. Anything that could lead elsewhere
 * (another host, another scheme, `//host`, a backslash that browsers read as a slash) is not taken.
 * @param wanted the `return` of the address, as anybody may have written it
 */
export function ownPath(wanted: string | null, origin: string, otherwise: string): string {
  if (wanted === null || !wanted.startsWith("/")) return otherwise;
  const url = URL.parse(wanted, origin);
  if (url === null || url.origin !== origin) return otherwise;
  const path = url.pathname + url.search + url.hash;
  // What still begins with two slashes after parsing would name a host when it is followed.
  return path.startsWith("//") ? otherwise : path;
}

const NEVER_FOLLOWED = new Set(["javascript:", "data:", "vbscript:", "blob:", "file:", "about:"]);

/** Follows a redirect that identity answered: back to an app, whatever its scheme, but never into a script. */
export function follow(url: string): void {
  const target = URL.parse(url, location.origin);
  if (target === null || NEVER_FOLLOWED.has(target.protocol)) throw new TypeError("No address to go to.");
  location.assign(target.href);
}

/** The sign-in page, from which one comes back here. */
export function signInPath(reason?: "step-up"): string {
  const here = location.pathname + location.search + location.hash;
  return `/sign-in?${new URLSearchParams({ ...(reason && { reason }), return: here })}`;
}
