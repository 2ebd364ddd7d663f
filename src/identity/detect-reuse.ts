import { createHash } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { isAPIError } from "better-auth/api";
import { SYSTEM_TENANT } from "../compliance/index.ts";
import type { IdentityParts } from "./parts.ts";
import { hookOn, textIn } from "./request.ts";

interface RefreshToken {
  clientId: string;
  userId: string;
  referenceId: string | null;
  revoked: Date | null;
}

/**
 * Notices when a refresh token is presented that has been replaced: one of two who hold it is a thief. The provider then
 * deletes the whole family; this tells the tenant's gateways, so that access tokens of it die too, and the audit trail.
 * RFC 9700, section 4.14.
 */
export function detectReuse({ audit, revoke }: Pick<IdentityParts, "audit" | "revoke">): BetterAuthPlugin {
  const replaced = new WeakMap<object, RefreshToken>();
  return {
    id: "detect-reuse",
    hooks: {
      before: [
        hookOn(["/oauth2/token"], async ({ body, request, context }) => {
          const token = textIn(body, "refresh_token");
          if (textIn(body, "grant_type") !== "refresh_token" || !token || !request) return;
          const row = await context.adapter.findOne<RefreshToken>({
            model: "oauthRefreshToken",
            // As the provider stores them.
            where: [{ field: "token", value: createHash("sha256").update(token).digest("base64url") }],
          });
          if (row?.revoked) replaced.set(request, row);
        }),
      ],
      after: [
        hookOn(["/oauth2/token"], async ({ request, context: { adapter, returned } }) => {
          const row = request && replaced.get(request);
          if (!row || !isAPIError(returned)) return;
          const { clientId, userId, referenceId } = row;
          const left = await adapter.findOne({
            model: "oauthRefreshToken",
            where: [
              { field: "clientId", value: clientId },
              { field: "userId", value: userId },
            ],
          });
          // Who could not show the app's own credentials has proven nothing, and the provider has kept the family.
          if (left) return;
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
