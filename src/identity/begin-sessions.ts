import type { BetterAuthPlugin } from "better-auth";
import { newId } from "../database/index.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { IdentityParts } from "./parts.ts";
import { methodsShownAt, readMethods, writeMethods } from "./session-methods.ts";

/**
 * Notes on each new session how and when the person showed who they are, and puts it into the tenant that they belonged to
 * first. A session that takes another's place, as when a second factor is switched on, keeps what that one knew.
 *
 * Where everybody has a tenant of their own, who belongs to none gets one here: D1 has no transactions, so that a sign-up which
 * is cut short may leave an account that has none yet.
 */
export function beginSessions(
  { signUp, audit }: Pick<IdentityParts, "signUp" | "audit">,
  memberships: Pick<MembershipStore, "findFirst" | "createTenant">,
): BetterAuthPlugin {
  const makeTenant = async (userId: string, name: string | undefined): Promise<string> => {
    const tenantId = newId();
    await memberships.createTenant(tenantId, name || "tenant", userId);
    const actor = `user:${userId}`;
    await audit.record(tenantId, {
      action: "tenant_created",
      outcome: "done",
      actor,
      target: `tenant:${tenantId}`,
    });
    return tenantId;
  };
  return {
    id: "begin-sessions",
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            create: {
              before: async (session, ctx) => {
                const shown = methodsShownAt(ctx?.path);
                let active =
                  session.activeOrganizationId ?? (await memberships.findFirst(session.userId))?.tenantId;
                // Whoever comes by an organisation's own sign-in becomes a member of that one, after this.
                if (!active && signUp === "open" && ctx && !ctx.path?.startsWith("/sso/")) {
                  const user = await ctx.context.internalAdapter.findUserById(session.userId);
                  active = await makeTenant(session.userId, user?.name);
                }
                return {
                  data: {
                    methods: writeMethods(readMethods(session.methods), shown),
                    authenticatedAt: shown.length > 0 ? new Date() : (session.authenticatedAt ?? null),
                    activeOrganizationId: active ?? null,
                  },
                };
              },
            },
          },
        },
      },
    }),
  };
}
