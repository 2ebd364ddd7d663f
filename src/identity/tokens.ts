import type { GenericEndpointContext } from "@better-auth/core";
import { getCurrentAuthEndpointContext } from "@better-auth/core/context";
import type { JwtOptions } from "better-auth/plugins";
import { jwt, signJWT } from "better-auth/plugins/jwt";
import { SYSTEM_TENANT } from "../compliance/index.ts";
import { newId } from "../database/index.ts";
import { type createClaims, withAuthentication } from "./claims.ts";
import type { IdentityParts } from "./parts.ts";

const DAY_S = 24 * 60 * 60;

/** How long an access token is good, in seconds. */
export const ACCESS_TOKEN_S = 10 * 60;
/** Where better-auth answers the public keys, below its base path; the world is told of the one at the root. */
export const JWKS_PATH = "/.well-known/jwks.json";

/** Whom access tokens are for: the API. */
export const audienceOf = (publicUrl: string) => `${publicUrl}/v1`;

/**
 * The signing of tokens: EdDSA (RFC 8037) with keys that are made anew every 30 days and stay published for as long again,
 * and our own pages' access tokens at `GET /auth/token`.
 */
export function tokens(
  { publicUrl, audit }: Pick<IdentityParts, "publicUrl" | "audit">,
  claims: ReturnType<typeof createClaims>,
) {
  const signing: JwtOptions = {
    disableSettingJwtHeader: true,
    jwks: {
      keyPairConfig: { alg: "EdDSA", crv: "Ed25519" },
      rotationInterval: 30 * DAY_S,
      gracePeriod: 30 * DAY_S,
      jwksPath: JWKS_PATH,
    },
    jwt: {
      issuer: publicUrl,
      audience: audienceOf(publicUrl),
      expirationTime: `${ACCESS_TOKEN_S} seconds`,
      definePayload: async (session) => ({
        ...withAuthentication(await claims.ofSession(session)),
        jti: newId(),
      }),
    },
    adapter: {
      createJwk: async (key, ctx) => {
        const row = await ctx.context.adapter.create<typeof key, typeof key & { id: string }>({
          model: "jwks",
          data: key,
        });
        await audit.record(SYSTEM_TENANT, {
          action: "signing_key_rotated",
          outcome: "done",
          actor: "system",
          target: `signing_key:${row.id}`,
        });
        return row;
      },
    },
  };
  const plugin = jwt(signing);
  // What the OAuth provider signs goes by here, so that claims get their names; keys stay this plugin's business. Given to
  // `jwt` itself, a signer of one's own would mean keys that are kept elsewhere.
  const sign: NonNullable<NonNullable<JwtOptions["jwt"]>["sign"]> = (payload, header) =>
    signJWT(getCurrentAuthEndpointContext() as GenericEndpointContext, {
      options: signing,
      payload: withAuthentication(payload),
      ...(header && { header }),
    });
  return { ...plugin, options: { ...signing, jwt: { ...signing.jwt, sign } } };
}
