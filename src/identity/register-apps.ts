import type { BetterAuthPlugin } from "better-auth";
import { hookOn, textIn } from "./request.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Takes an app that registers itself with addresses on the person's own machine only (or of a scheme of its own) for what
 * RFC 8252 calls a native app. Few of them say so, and without it such addresses are refused. One that names an address
 * for after the sign-out may send people to sign out, which the provider lets nobody ask for at registration.
 */
export function registerApps(): BetterAuthPlugin {
  return {
    id: "register-apps",
    hooks: {
      before: [
        hookOn(["/oauth2/register", "/oauth2/create-client"], async ({ body }) => {
          const uris: unknown = body?.redirect_uris;
          if (body?.application_type !== undefined || !Array.isArray(uris) || uris.length === 0) return;
          const native = uris.every((uri) => {
            if (typeof uri !== "string" || !URL.canParse(uri)) return false;
            const { protocol, hostname } = new URL(uri);
            return protocol === "http:" ? LOOPBACK.has(hostname) : protocol !== "https:";
          });
          return native ? { context: { body: { application_type: "native" } } } : undefined;
        }),
      ],
      after: [
        hookOn(["/oauth2/register", "/oauth2/create-client"], async ({ context: { adapter, returned } }) => {
          const clientId = textIn(returned, "client_id");
          if (!clientId || !Array.isArray(Reflect.get(Object(returned), "post_logout_redirect_uris"))) return;
          await adapter.update({
            model: "oauthClient",
            where: [{ field: "clientId", value: clientId }],
            update: { enableEndSession: true },
          });
        }),
      ],
    },
  };
}
