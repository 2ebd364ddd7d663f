import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx, isAPIError } from "better-auth/api";
import { grantOf, type Role } from "../policy/index.ts";
import { type MembershipStore, roleOf } from "./membership-store.ts";
import type { IdentityParts } from "./parts.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";
import type { ServiceClientStore } from "./service-client-store.ts";

interface Consent {
  id: string;
  clientId: string;
  userId: string;
  referenceId: string | null;
}

/** What an app left behind, in the order in which the rows refer to each other. */
const OF_CLIENT = ["oauthAccessToken", "oauthRefreshToken", "oauthConsent", "oauthClientResource"] as const;

/**
 * Ends what was issued when its ground falls away: a session, a membership or its role (with the invitations made by it), a consent, an app, a password.
 * Stored tokens are deleted; the gateways, which verify tokens without asking, are told through the tenants' meters.
 */
export function revokeTokens(
  { revoke }: Pick<IdentityParts, "revoke">,
  memberships: Pick<MembershipStore, "findTenantsOf">,
  apps: Pick<ServiceClientStore, "findMadeBy">,
): BetterAuthPlugin {
  const everywhere = async (userId: string, subject: string) => {
    const all = await memberships.findTenantsOf(userId);
    await Promise.all(all.map(({ tenantId }) => revoke(tenantId, subject)));
  };
  /** Consents that a request is about to end, until it has. */
  const ending = new WeakMap<object, Consent>();
  /** Tenants in which an app was let act that a request is about to delete. */
  const orphaned = new WeakMap<object, string[]>();

  return {
    id: "revoke-tokens",
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            delete: {
              // Before the row goes, so that none is gone whose tokens live on. A session that only waits for a second
              // factor has never been handed out.
              before: async ({ id, userId }, ctx) => {
                if (ctx?.path !== "/sign-in/email") await everywhere(userId, `session:${id}`);
              },
            },
          },
        },
      },
    }),
    hooks: {
      before: [
        hookOn(["/oauth2/delete-consent", "/oauth2/update-consent"], async (ctx) => {
          const consent = await ctx.context.adapter.findOne<Consent>({
            model: "oauthConsent",
            where: [{ field: "id", value: textIn(ctx.body, "id") ?? "" }],
          });
          const session = await getSessionFromCtx(ctx);
          if (consent && ctx.request && consent.userId === session?.user.id) ending.set(ctx.request, consent);
        }),
        hookOn(["/oauth2/delete-client"], async (ctx) => {
          const clientId = textIn(ctx.body, "client_id") ?? "";
          const tenantId = (await getSessionFromCtx(ctx))?.session.activeOrganizationId;
          const { adapter } = ctx.context;
          const where = [{ field: "clientId", value: clientId }];
          const client = await adapter.findOne<{ referenceId: string | null }>({
            model: "oauthClient",
            where,
          });
          // Somebody else's app is refused by the endpoint itself.
          if (!client || !ctx.request || typeof tenantId !== "string" || client.referenceId !== tenantId)
            return;
          const consents = await adapter.findMany<Consent>({ model: "oauthConsent", where, limit: 10_000 });
          const tenants = consents.flatMap(({ referenceId }) => referenceId ?? []);
          for (const model of OF_CLIENT) await adapter.deleteMany({ model, where });
          orphaned.set(ctx.request, [...new Set([tenantId, ...tenants])]);
        }),
      ],
      after: [
        hookOn(["/oauth2/delete-consent", "/oauth2/update-consent"], async (ctx) => {
          const consent = ctx.request && ending.get(ctx.request);
          if (!consent || isAPIError(ctx.context.returned)) return;
          const { clientId, userId, referenceId } = consent;
          await endGrants(ctx, clientId, userId);
          if (referenceId) await revoke(referenceId, `consent:${clientId}:${userId}`);
        }),
        hookOn(["/oauth2/delete-client"], async (ctx) => {
          const tenants = (ctx.request && orphaned.get(ctx.request)) ?? [];
          const subject = `client:${textIn(ctx.body, "client_id")}`;
          await Promise.all(tenants.map((tenantId) => revoke(tenantId, subject)));
        }),
        hookOn(
          ["/organization/remove-member", "/organization/update-member-role", "/organization/leave"],
          async ({ context: { returned } }) => {
            const member = memberIn(returned);
            if (!member) return;
            const { organizationId: tenantId, userId } = member;
            // What their apps may do is decided anew when these ask for the next token.
            const made = (await apps.findMadeBy(tenantId, userId)).map((clientId) => `client:${clientId}`);
            await Promise.all([`user:${userId}`, ...made].map((subject) => revoke(tenantId, subject)));
          },
        ),
        hookOn(
          ["/organization/remove-member", "/organization/update-member-role", "/organization/leave"],
          async (ctx) => {
            const member = memberIn(ctx.context.returned);
            const role = ctx.path === "/organization/update-member-role" ? member?.role : null;
            if (!member || (role && grantOf({ role }, "members:invite") !== "no")) return;
            // Or else somebody could come back by an invitation that they made themselves.
            await ctx.context.adapter.updateMany({
              model: "invitation",
              where: [
                { field: "organizationId", value: member.organizationId },
                { field: "inviterId", value: member.userId },
                { field: "status", value: "pending" },
              ],
              update: { status: "canceled" },
            });
          },
        ),
        hookOn(["/change-password"], async (ctx) => {
          if (isAPIError(ctx.context.returned)) return;
          const session = await getSessionFromCtx(ctx);
          if (session) await everywhere(session.user.id, `user:${session.user.id}`);
        }),
      ],
    },
  };
}

/** Deletes the refresh tokens (and what hangs on them) that a person's apps hold. */
export async function endGrants(ctx: HookContext, clientId: string, userId: string): Promise<void> {
  const where = [
    { field: "clientId", value: clientId },
    { field: "userId", value: userId },
  ];
  await ctx.context.adapter.deleteMany({ model: "oauthAccessToken", where });
  await ctx.context.adapter.deleteMany({ model: "oauthRefreshToken", where });
}

/** The membership that an endpoint's answer is about, in either form in which better-auth answers it. */
export function memberIn(
  returned: unknown,
): { organizationId: string; userId: string; role: Role | null } | null {
  if (typeof returned !== "object" || returned === null || isAPIError(returned)) return null;
  const member: unknown = Reflect.get(returned, "member") ?? returned;
  const [organizationId, userId] = [textIn(member, "organizationId"), textIn(member, "userId")];
  return organizationId && userId ? { organizationId, userId, role: roleOf(textIn(member, "role")) } : null;
}
