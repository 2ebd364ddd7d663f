import type { BetterAuthPlugin } from "better-auth";
import { APIError } from "better-auth/api";
import { compactVerify, createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet } from "jose";
import type { IdentityParts } from "./parts.ts";
import { type HookContext, hookOn, textIn } from "./request.ts";

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** What no token can be, so that the provider finds none. */
const NONE = "none";

/**
 * Keeps dead tokens from the provider: forged ones, whose signature is wrong or of a key that does not exist, and which it would
 * take for a fault of its own and answer 500; and those that have ended before their time, of which it does not know, since nobody
 * stores access tokens, and which it would call active, and tell who somebody is. To it such a token looks like one that it has
 * never made. RFC 7662, section 2.2.
 */
export function rejectDeadTokens({ isEnded }: Pick<IdentityParts, "isEnded">): BetterAuthPlugin {
  return {
    id: "reject-dead-tokens",
    hooks: {
      before: [
        hookOn(["/oauth2/introspect", "/oauth2/revoke"], async (ctx) => {
          const token = textIn(ctx.body, "token") ?? "";
          return (await isDead(ctx, token, isEnded)) ? { context: { body: { token: NONE } } } : undefined;
        }),
        hookOn(["/oauth2/userinfo"], async (ctx) => {
          const presented = ctx.headers?.get("authorization") ?? textIn(ctx.body, "access_token") ?? "";
          if (!(await isDead(ctx, presented.replace(/^\s*(?:bearer|dpop)\s+/i, "").trim(), isEnded))) return;
          const error = { error: "invalid_token", error_description: "Invalid access token" };
          throw new APIError("UNAUTHORIZED", error, { "WWW-Authenticate": 'Bearer error="invalid_token"' });
        }),
      ],
    },
  };
}

/** Whether something is a JWT that none of our keys signed, or that has ended; what is no JWT is neither. */
async function isDead(
  { context }: HookContext,
  token: string,
  isEnded: IdentityParts["isEnded"],
): Promise<boolean> {
  if (!JWT.test(token)) return false;
  const rows = await context.adapter.findMany<{ id: string; publicKey: string; alg: string }>({
    model: "jwks",
  });
  const keys: JSONWebKeySet["keys"] = rows.map(({ id, publicKey, alg }) => ({
    ...JSON.parse(publicKey),
    kid: id,
    alg,
  }));
  try {
    const { protectedHeader } = await compactVerify(token, createLocalJWKSet({ keys }));
    return await isEnded(decodeJwt(token), protectedHeader.typ);
  } catch (error) {
    if (error instanceof errors.JOSEError) return true;
    throw error;
  }
}
