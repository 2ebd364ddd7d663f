import type { BetterAuthPlugin } from "better-auth";
import type { MembershipStore } from "./membership-store.ts";
import { methodsShownAt, readMethods, writeMethods } from "./session-methods.ts";

/**
 * Notes on each new session how and when the person showed who they are, and puts it into the tenant that they belonged to
 * first. A session that takes another's place, as when a second factor is switched on, keeps what that one knew.
 */
export function beginSessions(memberships: Pick<MembershipStore, "findFirst">): BetterAuthPlugin {
  return {
    id: "begin-sessions",
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            create: {
              before: async (session, ctx) => {
                const shown = methodsShownAt(ctx?.path);
                const active =
                  session.activeOrganizationId ?? (await memberships.findFirst(session.userId))?.tenantId;
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
