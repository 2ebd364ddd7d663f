import type { BetterAuthPlugin } from "better-auth";
import { getSessionFromCtx } from "better-auth/api";
import type { MembershipStore } from "./membership-store.ts";
import { refusal } from "./refuse.ts";
import { hookOn, textIn } from "./request.ts";
import { memberIn } from "./revoke-tokens.ts";

/**
 * Keeps a tenant from losing its last owner. better-auth counts the owners before it acts, so that two who leave in the same
 * moment, or who put each other out, would both be let go, and nobody could ever manage the tenant again. D1 has no
 * transactions; so whoever finds no owner left after their act is made owner again, by a statement that does so
 * only while there is none: of two, one stays.
 */
export function keepOwners(memberships: Pick<MembershipStore, "restoreOwner">): BetterAuthPlugin {
  /** Owners whose role a request is about to change, until it has. */
  const demoted = new WeakSet<object>();
  return {
    id: "keep-owners",
    hooks: {
      before: [
        hookOn(["/organization/update-member-role"], async ({ body, request, context }) => {
          const where = [{ field: "id", value: textIn(body, "memberId") ?? "" }];
          const member = await context.adapter.findOne<{ role: string }>({ model: "member", where });
          if (member?.role === "owner" && request) demoted.add(request);
        }),
      ],
      after: [
        hookOn(
          ["/organization/remove-member", "/organization/leave", "/organization/update-member-role"],
          async (ctx) => {
            const { returned, internalAdapter } = ctx.context;
            const member = memberIn(returned);
            const wasOwner = ctx.path.endsWith("role")
              ? ctx.request !== undefined && demoted.has(ctx.request)
              : member?.role === "owner";
            if (!member || !wasOwner) return;
            if (!(await memberships.restoreOwner(member.organizationId, member.userId))) return;
            const session = await getSessionFromCtx(ctx);
            // Leaving a tenant leaves a session without one.
            if (session?.user.id === member.userId)
              await internalAdapter.updateSession(session.session.token, {
                activeOrganizationId: member.organizationId,
              });
            throw refusal(
              "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER",
              "A tenant keeps an owner, and the other one has just gone.",
            );
          },
        ),
      ],
    },
  };
}
