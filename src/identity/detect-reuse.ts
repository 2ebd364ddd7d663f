import { createHash } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { isAPIError } from "better-auth/api";
import { SYSTEM_TENANT } from "../compliance/index.ts";
import { clientOf, refuse } from "./end-tokens.ts";
import type { IdentityParts } from "./parts.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";
import { endGrants } from "./revoke-tokens.ts";

interface RefreshToken {
  clientId: string;
  userId: string;
  referenceId: string | null;
  revoked: Date | null;
}

/** What the provider says of a token that it has replaced, or is just replacing for somebody else. */
const REPLACED = "invalid refresh token";

/**
 * Notices when a refresh token is presented that has been replaced: one of two who hold it is a thief. The provider then
 * deletes the whole family; this tells the tenant's gateways, so that access tokens of it die too, and the audit trail.
 * RFC 9700, section 4.14.
 *
 * Of two who present it in the same moment the provider serves one and refuses the other, but takes it for no reuse. Here it is
 * one: who was overtaken ends the family, and who was served makes sure that it has not been ended meanwhile.
 */
export function detectReuse({ audit, revoke }: Pick<IdentityParts, "audit" | "revoke">): BetterAuthPlugin {
  /** What the presented token was before the provider looked at it. */
  const presented = new WeakMap<object, RefreshToken>();
  return {
    id: "detect-reuse",
    hooks: {
      before: [
        hookOn(["/oauth2/token"], async (ctx) => {
          const row = await findPresented(ctx);
          if (row && ctx.request) presented.set(ctx.request, row);
        }),
      ],
      after: [
        hookOn(["/oauth2/token"], async (ctx) => {
          const { adapter, returned } = ctx.context;
          const row = ctx.request && presented.get(ctx.request);
          if (!row) return;
          const { clientId, userId, referenceId, revoked } = row;
          if (!isAPIError(returned)) {
            if (await findPresented(ctx)) return;
            await endGrants(ctx, clientId, userId);
            return refuse("invalid_grant", REPLACED, 400);
          }
          if (!revoked) {
            if (returned.body?.error_description !== REPLACED || clientOf(ctx) !== clientId) return;
            const now = await findPresented(ctx);
            // Gone, where the provider itself has noticed and ended the family.
            if (now && !now.revoked) return;
            await endGrants(ctx, clientId, userId);
          }
          const left = await adapter.findOne({
            model: "oauthRefreshToken",
            where: [
              { field: "clientId", value: clientId },
              { field: "userId", value: userId },
            ],
          });
          // Who could not show the app's own credentials has proven nothing, and the provider has kept the family.
          if (left && revoked) return;
          if (referenceId) await revoke(referenceId, `consent:${clientId}:${userId}`);
          await audit.record(referenceId ?? SYSTEM_TENANT, {
            action: "refresh_token_reused",
            outcome: "refused",
            actor: `client:${clientId}`,
            target: `user:${userId}`,
          });
        }),
      ],
    },
  };
}

/** The row of the refresh token that a request presents; null for another request, or where there is none. */
async function findPresented({ body, context }: HookContext): Promise<RefreshToken | null> {
  const token = textIn(body, "refresh_token");
  if (textIn(body, "grant_type") !== "refresh_token" || !token) return null;
  return context.adapter.findOne<RefreshToken>({
    model: "oauthRefreshToken",
    // As the provider stores them.
    where: [{ field: "token", value: createHash("sha256").update(token).digest("base64url") }],
  });
}
