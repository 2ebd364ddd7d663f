import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint, sessionMiddleware } from "better-auth/api";
import { z } from "zod";
import { firstNotToHandOn, SCOPES } from "../policy/index.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { authorizationServer } from "./oauth-provider.ts";
import { refusal } from "./refuse.ts";

type Provider = ReturnType<typeof authorizationServer>[0];

/**
 * Makes apps that act for a tenant itself, by client credentials (RFC 6749, 4.4): `POST /auth/service-clients`. The secret is
 * shown once. Such an app gets the scopes it was made with and never more, and its maker can give it none that a key
 * of theirs could not have. That they may make one at all has been decided by enforce-policy.ts.
 */
export function serviceClients(
  provider: Provider,
  memberships: Pick<MembershipStore, "findRole">,
): BetterAuthPlugin {
  return {
    id: "service-clients",
    endpoints: {
      createServiceClient: createAuthEndpoint(
        "/service-clients",
        {
          method: "POST",
          body: z.object({ name: z.string().trim().min(1).max(100), scopes: z.array(z.enum(SCOPES)).min(1) }),
          use: [sessionMiddleware],
        },
        async (ctx) => {
          const { user, session } = ctx.context.session;
          const role = await memberships.findRole(String(session.activeOrganizationId), user.id);
          if (!role || firstNotToHandOn({ role, scopes: SCOPES }, ctx.body.scopes) !== null)
            throw refusal("FORBIDDEN", "You cannot give an app more than you may yourself.");
          const client = await provider.endpoints.adminCreateOAuthClient({
            context: ctx.context,
            headers: ctx.headers ?? new Headers(),
            body: {
              client_name: ctx.body.name,
              grant_types: ["client_credentials"],
              client_credentials_scopes: ctx.body.scopes,
              client_secret_expires_at: 0,
            },
          });
          const { client_id, client_secret } = client;
          return ctx.json({ client_id, client_secret, name: ctx.body.name, scopes: ctx.body.scopes });
        },
      ),
    },
  };
}
