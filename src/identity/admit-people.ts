import type { GenericEndpointContext } from "@better-auth/core";
import type { BetterAuthPlugin } from "better-auth";
import { SYSTEM_TENANT } from "../compliance/index.ts";
import { newId } from "../database/index.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { IdentityParts } from "./parts.ts";
import { refusal } from "./refuse.ts";
import { hookOn, textIn } from "./request.ts";

interface Invitation {
  email: string;
  status: string;
  expiresAt: Date;
  organizationId: string;
}

/**
 * Decides who may make an account, and gives new people a tenant of their own where everybody may. By invitation, the
 * invitation's id (131 random bits) has to be shown with the address: knowing whom a tenant invited is not enough.
 */
export function admitPeople(
  { signUp, audit }: Pick<IdentityParts, "signUp" | "audit">,
  memberships: Pick<MembershipStore, "createTenant">,
): BetterAuthPlugin {
  return {
    id: "admit-people",
    hooks: {
      before: [
        hookOn(["/sign-up/email"], async (ctx) => {
          if (signUp === "open") return;
          const email = textIn(ctx.body, "email") ?? "";
          if (!(await pendingInvitation(ctx, email, textIn(ctx.body, "invitationId") ?? "")))
            throw refusal("INVITATION_REQUIRED", "An account takes an invitation for this address.");
        }),
      ],
    },
    init: () => ({
      options: {
        databaseHooks: {
          user: {
            create: {
              before: async (user, ctx) => {
                if (signUp === "open") return;
                const path = ctx?.path ?? "";
                // By password, the hook above has decided; a tenant's own sign-in admits its people.
                if (path === "/sign-up/email" || path.startsWith("/sso/")) return;
                const known = path === "/callback/:id" && user.emailVerified;
                return known && ctx && (await pendingInvitation(ctx, user.email)) ? undefined : false;
              },
              after: async (user, ctx) => {
                const ownTenant = signUp === "open" && !ctx?.path?.startsWith("/sso/") ? newId() : null;
                if (ownTenant) await memberships.createTenant(ownTenant, user.name || "tenant", user.id);
                const invitation = ctx
                  ? await pendingInvitation(ctx, user.email, textIn(ctx.body, "invitationId"))
                  : null;
                await audit.record(ownTenant ?? invitation?.organizationId ?? SYSTEM_TENANT, {
                  action: "sign_up",
                  outcome: "done",
                  actor: `user:${user.id}`,
                  target: `user:${user.id}`,
                });
              },
            },
          },
        },
      },
    }),
  };
}

/** An invitation that waits for an address; the one of an id, where one is given. */
async function pendingInvitation(
  { context }: Pick<GenericEndpointContext, "context">,
  email: string,
  id?: string,
): Promise<Invitation | null> {
  const [invitation] = await context.adapter.findMany<Invitation>({
    model: "invitation",
    where: [
      { field: "email", value: email.toLowerCase() },
      { field: "status", value: "pending" },
      { field: "expiresAt", operator: "gt", value: new Date() },
      ...(id === undefined ? [] : [{ field: "id", value: id }]),
    ],
    limit: 1,
  });
  return invitation ?? null;
}
