import type { BetterAuthPlugin } from "better-auth";
import { isAPIError } from "better-auth/api";
import { verifyJWT } from "better-auth/plugins/jwt";
import type { IdentityParts } from "./parts.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";
import { audienceOf } from "./tokens.ts";

/** Where apps show who they are. */
const AUTHENTICATED = ["/oauth2/token", "/oauth2/revoke", "/oauth2/introspect", "/device/code"];

/**
 * Ends access tokens at `POST /oauth2/revoke` (RFC 7009). The provider says of them that they end by themselves; the gateways
 * can be told of more than that.
 */
export function endTokens({
  publicUrl,
  revoke,
}: Pick<IdentityParts, "publicUrl" | "revoke">): BetterAuthPlugin {
  const read = (token: string) =>
    verifyJWT(token, { jwt: { issuer: publicUrl, audience: audienceOf(publicUrl) } });
  return {
    id: "end-tokens",
    hooks: {
      after: [
        hookOn(["/oauth2/revoke"], async (ctx) => {
          const { returned } = ctx.context;
          // Said only once the app has shown who it is.
          if (!isAPIError(returned) || returned.body?.error !== "unsupported_token_type") return;
          const claims = await read(textIn(ctx.body, "token") ?? "");
          if (claims && claims.client_id === clientOf(ctx)) {
            const { tenant, client_id: clientId, sub } = claims;
            const subject = sub === clientId ? `client:${clientId}` : `consent:${clientId}:${sub}`;
            await revoke(String(tenant), subject);
          }
          return Response.json({});
        }),
      ],
    },
  };
}

/**
 * Says what RFC 7009 (2.2), RFC 6749 (5.2) and RFC 7636 (4.6) have said, where the provider says something else: to revoke
 * what is unknown is no error, and a grant that does not hold is `invalid_grant` with 400. An app's credentials that are wrong
 * are answered alike, whatever is wrong with them.
 */
export function speakOAuth(): BetterAuthPlugin {
  return {
    id: "speak-oauth",
    hooks: {
      after: [
        hookOn(["/oauth2/revoke"], async ({ context: { returned } }) => {
          if (!isAPIError(returned) || returned.statusCode !== 400) return;
          if (/not found|revoked|invalid access token/i.test(String(returned.body?.error_description)))
            return Response.json({});
        }),
        hookOn(["/oauth2/token"], async ({ body, context: { returned } }) => {
          if (!isAPIError(returned) || textIn(body, "grant_type") !== "authorization_code") return;
          const { error, error_description } = returned.body ?? {};
          if (error === "invalid_client") return;
          if (error === "invalid_user" || /verif|session/i.test(String(error_description)))
            return refuse("invalid_grant", error_description, 400);
        }),
        hookOn(AUTHENTICATED, async ({ headers, context: { returned } }) => {
          if (!isAPIError(returned) || returned.body?.error !== "invalid_client") return;
          const refused = refuse(
            "invalid_client",
            "This app is unknown, or its credentials are wrong or not of the kind that it registered.",
            returned.statusCode,
          );
          if (headers?.has("authorization")) refused.headers.set("www-authenticate", "Basic");
          return refused;
        }),
      ],
    },
  };
}

/** An OAuth error in the place of another. The hooks can change an answer's status by no other means than a whole answer. */
export function refuse(error: string, description: unknown, status: number): Response {
  return Response.json(
    { error, error_description: description },
    { status, headers: { "cache-control": "no-store" } },
  );
}

/** The app that a request named itself: in its body, or as the user of HTTP Basic (RFC 6749, 2.3.1). */
export function clientOf({ body, headers }: HookContext): string | undefined {
  const named = textIn(body, "client_id");
  const basic = /^Basic +(\S+)$/i.exec(headers?.get("authorization") ?? "")?.[1];
  if (named !== undefined || basic === undefined) return named;
  return decodeURIComponent(atob(basic).split(":")[0] ?? "");
}
