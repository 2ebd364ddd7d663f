import { sso } from "@better-auth/sso";
import type { BetterAuthPlugin } from "better-auth";
import { APIError } from "better-auth/api";
import { z } from "zod";
import type { MembershipStore } from "./membership-store.ts";
import type { IdentityParts } from "./parts.ts";
import { hookOn, textIn } from "./request.ts";

/** What is read of a provider's discovery document (OpenID Connect Discovery 1.0, section 3). */
const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
});

/** Where providers send people back to. */
const COMEBACKS = ["/sso/callback", "/sso/callback/:providerId", "/sso/saml2/sp/acs/:providerId"];

/** Where the plugin asks providers something. */
const OWN_PATHS = /^\/auth\/(?:sign-in\/sso|sso\/(?:register|callback(?:\/[^/]+)?))$/;

const refused = (message: string) => new APIError("BAD_REQUEST", { code: "INVALID_PROVIDER", message });

/**
 * Sign-in with the identity provider of an organisation, by OpenID Connect or SAML 2.0, which its owner sets up. Whoever comes in that way becomes a member
 * of that tenant and no more. An account that exists already is never linked by its address alone: a provider says
 * of addresses what it likes.
 */
export function singleSignOn() {
  return sso({
    organizationProvisioning: { defaultRole: "member" },
    providersLimit: 10,
    trustEmailVerified: false,
  });
}

/**
 * What surrounds the plugin: a provider is looked up by us, through the fetch that asks public hosts only, since the plugin
 * would have its address among the origins whose requests we trust; and it is found by its own name only, because a
 * domain can be claimed by anybody as long as nobody verifies it. Providers inside the operator's own network are asked where
 * the operator allowed that. Accounts are found by a provider's name and by what it calls somebody, so that no tenant's
 * provider may bear the name of one of the operator's: it would say who is who there.
 */
export function besideSingleSignOn(
  { publicUrl, allowedOrigins, providers }: Pick<IdentityParts, "publicUrl" | "allowedOrigins" | "providers">,
  memberships: Pick<MembershipStore, "findFirst">,
): BetterAuthPlugin {
  const operators = new Set(providers.map(({ id }) => id));
  return {
    id: "beside-single-sign-on",
    init: () => ({
      options: {
        // The plugin asks no private host but of a trusted origin. Trusted it is here only, and not as one that sends us
        // requests.
        trustedOrigins: async (request?: Request) => {
          if (!request || !OWN_PATHS.test(new URL(request.url).pathname)) return [];
          const from = request.headers.get("origin");
          return from === null || from === publicUrl ? [...allowedOrigins] : [];
        },
      },
    }),
    hooks: {
      before: [
        hookOn(["/sign-in/sso", ...COMEBACKS], async ({ path, body, params }) => {
          const named = textIn(body, "providerId") ?? textIn(params, "providerId");
          if (path === "/sign-in/sso" && !named) throw refused("Name the organisation's provider.");
          // The operator may have taken up a name that a tenant's provider had before.
          if (named && operators.has(named)) throw refused("This is no organisation's provider.");
        }),
        hookOn(["/sso/register"], async ({ body }) => {
          if (operators.has(textIn(body, "providerId") ?? "")) throw refused("This name is taken.");
          const issuer = textIn(body, "issuer");
          if (!issuer || !body?.oidcConfig === !body?.samlConfig)
            throw refused("A provider has an issuer, and a configuration of OpenID or of SAML.");
          if (body.samlConfig) {
            // Where people land is not for a configuration to say, and what says who they are has to be signed.
            Object.assign(body.samlConfig, {
              callbackUrl: `${publicUrl}/account`,
              wantAssertionsSigned: true,
            });
            return;
          }
          const { clientId, clientSecret } = body.oidcConfig;
          const found = await discover(issuer);
          const oidcConfig = {
            clientId,
            clientSecret,
            pkce: true,
            skipDiscovery: true,
            scopes: ["openid", "profile", "email"],
            authorizationEndpoint: found.authorization_endpoint,
            tokenEndpoint: found.token_endpoint,
            jwksEndpoint: found.jwks_uri,
            userInfoEndpoint: found.userinfo_endpoint,
          };
          // In the place of what was sent, not merged with it.
          Object.assign(body, { oidcConfig });
        }),
        hookOn(["/sso/update-provider"], async ({ body }) => {
          if (body?.oidcConfig !== undefined || body?.samlConfig !== undefined || body?.issuer !== undefined)
            throw refused("A provider is replaced by removing it and setting it up again.");
        }),
      ],
      after: [
        hookOn(COMEBACKS, async ({ context }) => {
          const { newSession, internalAdapter } = context;
          if (!newSession || newSession.session.activeOrganizationId) return;
          // Whoever comes for the first time has become a member only after the session began.
          const first = await memberships.findFirst(newSession.user.id);
          if (!first) return;
          await internalAdapter.updateSession(newSession.session.token, {
            activeOrganizationId: first.tenantId,
          });
        }),
      ],
    },
  };
}

/** @throws APIError INVALID_PROVIDER when there is no usable document of this very issuer */
async function discover(issuer: string) {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const document = discoverySchema.parse(await (await fetch(address)).json());
    if (document.issuer === issuer) return document;
  } catch {
    // What went wrong with somebody else's server is nothing to be told apart by who named it.
  }
  throw refused("The provider's discovery document could not be read, or is another issuer's.");
}
