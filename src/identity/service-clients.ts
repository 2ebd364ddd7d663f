import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint, getSessionFromCtx, isAPIError, sessionMiddleware } from "better-auth/api";
import { z } from "zod";
import { firstNotToHandOn, SCOPES } from "../policy/index.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { authorizationServer } from "./oauth-provider.ts";
import { refusal } from "./refuse.ts";
import { hookOn, textIn } from "./request.ts";
import type { ServiceClientStore } from "./service-client-store.ts";

type Provider = ReturnType<typeof authorizationServer>[0];

/**
 * Makes apps that act for a tenant itself, by client credentials (RFC 6749, 4.4): `POST /auth/service-clients`. The secret is
 * shown once. Such an app gets the scopes it was made with and never more, and its maker can give it none that a key
 * of theirs could not have; it ends when they leave the tenant, unless somebody else has given it a new secret. That they
 * may make one at all has been decided by enforce-policy.ts.
 */
export function serviceClients(
  provider: Provider,
  memberships: Pick<MembershipStore, "findRole">,
  apps: Pick<ServiceClientStore, "noteMaker" | "findMaker">,
): BetterAuthPlugin {
  return {
    id: "service-clients",
    hooks: {
      after: [
        hookOn(["/oauth2/client/rotate-secret"], async (ctx) => {
          const session = await getSessionFromCtx(ctx);
          const tenantId = session?.session.activeOrganizationId;
          const clientId = textIn(ctx.body, "client_id");
          if (isAPIError(ctx.context.returned) || typeof tenantId !== "string" || !session || !clientId)
            return;
          // Who holds the new secret answers for the app from now on.
          if (await apps.findMaker(tenantId, clientId))
            await apps.noteMaker(tenantId, clientId, session.user.id);
        }),
      ],
    },
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
          await apps.noteMaker(String(session.activeOrganizationId), client_id, user.id);
          return ctx.json({ client_id, client_secret, name: ctx.body.name, scopes: ctx.body.scopes });
        },
      ),
    },
  };
}
