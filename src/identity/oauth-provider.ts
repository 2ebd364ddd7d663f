import { oauthDeviceAuthorization, oauthProvider } from "@better-auth/oauth-provider";
import { newId, randomBase62 } from "../database/index.ts";
import { SCOPES } from "../policy/index.ts";
import type { createClaims } from "./claims.ts";
import { AUTHENTICATION } from "./claims.ts";
import type { IdentityParts } from "./parts.ts";
import { ACCESS_TOKEN_S } from "./tokens.ts";

const DAY_S = 24 * 60 * 60;
const OPENID_SCOPES = ["openid", "profile", "email", "offline_access"];

/**
 * What an app may ask people for that registered itself. What reaches into a tenant's management takes an app that
 * somebody with the right to it registered for their tenant.
 */
export const STRANGERS_SCOPES = [...OPENID_SCOPES, "tracks:read", "tracks:write", "usage:read"];

/**
 * The OAuth 2.1 and OpenID Connect provider, with the device grant (RFC 8628).
 *
 * Apps may register themselves without asking anybody (RFC 7591): that is how an agent meets a server that it has never
 * heard of. It gains them no right: a person has to consent first, to a short list of scopes, with PKCE, and is sent back to
 * the exact address that was registered. Grants that need no person are left to apps that a tenant made for itself.
 */
export function authorizationServer(
  { publicUrl }: Pick<IdentityParts, "publicUrl">,
  claims: ReturnType<typeof createClaims>,
) {
  const provider = oauthProvider({
    loginPage: "/sign-in",
    consentPage: "/consent",
    scopes: [...OPENID_SCOPES, ...SCOPES],
    allowDynamicClientRegistration: true,
    allowUnauthenticatedClientRegistration: true,
    clientRegistrationDefaultScopes: STRANGERS_SCOPES,
    // There is one resource, this API, which any app may ask for. Its row is written by us: see default-audience.ts.
    enforcePerClientResources: false,
    resourcePrivileges: async () => false,
    accessTokenExpiresIn: ACCESS_TOKEN_S,
    m2mAccessTokenExpiresIn: ACCESS_TOKEN_S,
    idTokenExpiresIn: 60 * 60,
    codeExpiresIn: 5 * 60,
    refreshTokenExpiresIn: 30 * DAY_S,
    refreshTokenReuseInterval: 0,
    generateClientId: newId,
    generateClientSecret: () => randomBase62(43),
    generateRefreshToken: async () => randomBase62(43),
    clientReference: async ({ session }) => activeTenantOf(session),
    // Who may manage apps has been decided by enforce-policy.ts when this is asked.
    clientPrivileges: async () => true,
    postLogin: {
      page: "/sign-in",
      shouldRedirect: async () => false,
      consentReferenceId: async ({ session }) => activeTenantOf(session),
    },
    extensions: [
      {
        claims: {
          accessToken: claims.ofAccessToken,
          idToken: async (input) => {
            const { [AUTHENTICATION]: authentication } = await claims.ofAccessToken(input);
            return { [AUTHENTICATION]: authentication };
          },
        },
      },
    ],
  });
  const device = oauthDeviceAuthorization({
    verificationUri: `${publicUrl}/device`,
    expiresIn: "10m",
    interval: "5s",
    userCodeLength: 8,
  });
  return [provider, device] as const;
}

function activeTenantOf(session: Record<string, unknown> | undefined): string | undefined {
  const id = session?.activeOrganizationId;
  return typeof id === "string" ? id : undefined;
}
