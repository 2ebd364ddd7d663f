/** What an app asks for, as far as the address of the page says it. Identity checks the signature when it is handed back. */
export interface OAuthRequest {
  /** To be handed back to identity as `oauth_query`. */
  query: string;
  clientId: string;
  scopes: string[];
  /** Where the answer will go: a host, or a scheme for an app on this device; null where there is none. */
  goesTo: string | null;
  /** Whether the answer goes to this very computer. */
  local: boolean;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Reads the request that the OAuth provider put into the address of a page, null where there is none. Parameters that
 * are not signed (such as `lang`, which we add ourselves) are left out, or the signature would not fit.
 */
export function readOAuthRequest(search: string): OAuthRequest | null {
  const given = new URLSearchParams(search);
  const clientId = given.get("client_id");
  if (!given.has("sig") || clientId === null) return null;
  const signed = new Set([...given.getAll("ba_param"), "sig"]);
  const query = new URLSearchParams([...given].filter(([name]) => signed.has(name)));
  const redirect = URL.parse(given.get("redirect_uri") ?? "");
  return {
    query: query.toString(),
    clientId,
    scopes: (given.get("scope") ?? "").split(" ").filter((scope) => scope !== ""),
    goesTo: redirect === null ? null : redirect.host || redirect.protocol,
    local: redirect !== null && LOOPBACK.test(redirect.hostname),
  };
}
