import { createHash } from "node:crypto";
import type { GenericEndpointContext } from "@better-auth/core";
import { getCurrentAuthEndpointContext } from "@better-auth/core/context";
import type { Jwk, JwtOptions } from "better-auth/plugins";
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
  { publicUrl, secret, audit }: Pick<IdentityParts, "publicUrl" | "secret" | "audit">,
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
      // When a key's time is over, all who are about to sign find that out at once. The new key's id follows from the old
      // one's, so that only one of them can write it; the others take what that one wrote, also those who come when it is
      // written already.
      createJwk: async (key, { context: { adapter } }) => {
        const sortBy = { field: "createdAt", direction: "desc" } as const;
        const [last] = await adapter.findMany<Jwk>({ model: "jwks", sortBy, limit: 1 });
        if (last && (!last.expiresAt || last.expiresAt > new Date())) return last;
        const id = createHash("sha256").update(`${secret}\n${last?.id}`).digest("base64url").slice(0, 22);
        try {
          await adapter.create({ model: "jwks", data: { ...key, id }, forceAllowId: true });
        } catch (error) {
          const written = await adapter.findOne<Jwk>({ model: "jwks", where: [{ field: "id", value: id }] });
          if (written) return written;
          throw error;
        }
        await audit.record(SYSTEM_TENANT, {
          action: "signing_key_rotated",
          outcome: "done",
          actor: "system",
          target: `signing_key:${id}`,
        });
        return { ...key, id };
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
