import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx } from "better-auth/api";
import { STRANGERS_SCOPES } from "./oauth-provider.ts";
import { refusal } from "./refuse.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";

/**
 * Keeps what reaches into a tenant's management to that tenant's own apps. Where anybody may sign up, anybody has a tenant to
 * register an app in, which could then ask the people of all others for the right to erase what they have.
 */
export function keepScopesAtHome(): BetterAuthPlugin {
  return {
    id: "keep-scopes-at-home",
    hooks: {
      before: [
        hookOn(["/oauth2/consent"], async (ctx) => {
          if (ctx.body?.accept !== true) return;
          const asked = new URLSearchParams(textIn(ctx.body, "oauth_query"));
          const scopes = textIn(ctx.body, "scope") ?? asked.get("scope") ?? "";
          const tenantId = (await getSessionFromCtx(ctx))?.session.activeOrganizationId;
          await assertAtHome(ctx, asked.get("client_id") ?? "", scopes, tenantId);
        }),
      ],
    },
  };
}

/**
 * @param scopes what an app asks for, as in a request: names with spaces between them
 * @param tenantId the tenant it would act in
 * @throws APIError APP_OF_ANOTHER_TENANT when that takes one of the tenant's own apps, and this is none
 */
export async function assertAtHome(
  ctx: HookContext,
  clientId: string,
  scopes: string,
  tenantId: unknown,
): Promise<void> {
  if (scopes.split(" ").every((scope) => scope === "" || STRANGERS_SCOPES.includes(scope))) return;
  const client = await ctx.context.adapter.findOne<{ referenceId: string | null }>({
    model: "oauthClient",
    where: [{ field: "clientId", value: clientId }],
  });
  if (client && client.referenceId !== tenantId)
    throw refusal("APP_OF_ANOTHER_TENANT", "Only a tenant's own apps may be allowed this there.");
}
