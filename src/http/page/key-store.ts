const SLOT = "descant.key";

/**
 * The API key of this browser. It comes from the fragment of the link that `npm start` prints (`#key=dsc_…`) or from
 * the form, and is kept in `localStorage`. A fragment never travels to a server, a query string would: it would end in
 * logs and histories, so nothing here ever writes one.
 */
export function readKey(): string | null {
  return localStorage.getItem(SLOT);
}

/** Keeps a key until it is forgotten; blanks around it come from pasting and are dropped. */
export function keepKey(key: string): void {
  localStorage.setItem(SLOT, key.trim());
}

/** Removes the key from this browser; the key itself stays valid. */
export function forgetKey(): void {
  localStorage.removeItem(SLOT);
}

/**
 * Takes a key out of the fragment, keeps it, and removes it from the address bar and from the history.
 * Returns whether there was one.
 */
export function takeKeyFromFragment(): boolean {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key === null || key.trim() === "") return false;
  keepKey(key);
  history.replaceState(null, "", location.pathname);
  return true;
}
