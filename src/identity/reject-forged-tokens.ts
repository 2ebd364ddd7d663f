import type { BetterAuthPlugin } from "better-auth";
import { APIError } from "better-auth/api";
import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from "jose";
import { type HookContext, hookOn, textIn } from "./request.ts";

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** What no token can be, so that the provider finds none. */
const NONE = "none";

/**
 * Keeps forged tokens from the provider, which takes a signature that is wrong, or of a key that does not exist, for a fault
 * of its own and answers 500. To it such a token looks like one that it has never made.
 */
export function rejectForgedTokens(): BetterAuthPlugin {
  return {
    id: "reject-forged-tokens",
    hooks: {
      before: [
        hookOn(["/oauth2/introspect", "/oauth2/revoke"], async (ctx) => {
          const token = textIn(ctx.body, "token") ?? "";
          return (await isForged(ctx, token)) ? { context: { body: { token: NONE } } } : undefined;
        }),
        hookOn(["/oauth2/userinfo"], async (ctx) => {
          const presented = ctx.headers?.get("authorization") ?? textIn(ctx.body, "access_token") ?? "";
          if (!(await isForged(ctx, presented.replace(/^\s*(?:bearer|dpop)\s+/i, "").trim()))) return;
          const error = { error: "invalid_token", error_description: "Invalid access token" };
          throw new APIError("UNAUTHORIZED", error, { "WWW-Authenticate": 'Bearer error="invalid_token"' });
        }),
      ],
    },
  };
}

/** Whether something is a JWT that none of our keys signed; what is no JWT is not. */
async function isForged({ context }: HookContext, token: string): Promise<boolean> {
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
    await compactVerify(token, createLocalJWKSet({ keys }));
    return false;
  } catch (error) {
    if (error instanceof errors.JOSEError) return true;
    throw error;
  }
}
