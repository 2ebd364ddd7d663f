/** What Miniflare allows by itself: everything. It is narrowed here to what Cloudflare and plain workerd allow. */
const SCRIPT = `export default {
  fetch(request, { ALLOWED, ANYWHERE, PUBLIC }) {
    const { origin } = new URL(request.url);
    return (ALLOWED.split(/\\s+/).includes(origin) ? ANYWHERE : PUBLIC).fetch(request);
  },
};`;

/** The name of the Worker below, for another's `outboundService`. */
export const OUTGOING_NETWORK = "descant-outgoing";

/**
 * A Worker through which another one's `fetch` goes: to addresses of the public internet only, looked at as the
 * connection is made, so that no name can hide a private one; and anywhere for the origins in `allowed`, which are
 * separated by blanks, as `OUTGOING_ALLOWED` has them.
 */
export function outgoingNetwork(allowed: string) {
  const network = (allow: string[]) => ({
    network: { allow, deny: [], tlsOptions: { trustBrowserCas: true } },
  });
  return {
    name: OUTGOING_NETWORK,
    modules: true,
    script: SCRIPT,
    compatibilityDate: "2026-11-01",
    bindings: { ALLOWED: allowed },
    serviceBindings: { ANYWHERE: network(["public", "private"]), PUBLIC: network(["public"]) },
  };
}
