import { createHash } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { isAPIError } from "better-auth/api";
import { decodeJwt } from "jose";
import type { IdentityParts } from "./parts.ts";
import { hookOn, textIn } from "./request.ts";
import { ACCESS_TOKEN_S } from "./tokens.ts";

/**
 * Ends what a code gave when it is shown a second time: one of two who had it stole it. The provider deletes the refresh
 * tokens; access tokens, which nobody stores, are known by a note that is kept for as long as they live.
 * RFC 6749, section 4.1.2.
 */
export function detectReplay({ revoke }: Pick<IdentityParts, "revoke">): BetterAuthPlugin {
  return {
    id: "detect-replay",
    hooks: {
      after: [
        hookOn(["/oauth2/token"], async ({ body, context: { internalAdapter, returned } }) => {
          const code = textIn(body, "code");
          if (textIn(body, "grant_type") !== "authorization_code" || !code) return;
          const identifier = `redeemed-code:${createHash("sha256").update(code).digest("base64url")}`;
          const token = textIn(returned, "access_token");
          if (token) {
            const { tenant, client_id: clientId, sub: userId } = decodeJwt(token);
            await internalAdapter.createVerificationValue({
              identifier,
              value: JSON.stringify({ tenant, clientId, userId }),
              expiresAt: new Date(Date.now() + ACCESS_TOKEN_S * 1000),
            });
          } else if (isAPIError(returned)) {
            const note = await internalAdapter.findVerificationValue(identifier);
            if (!note) return;
            const { tenant, clientId, userId } = JSON.parse(note.value);
            // Another app, by what it says of itself, has shown no code of this one.
            if ((textIn(body, "client_id") ?? clientId) !== clientId) return;
            await revoke(tenant, `consent:${clientId}:${userId}`);
          }
        }),
      ],
    },
  };
}
