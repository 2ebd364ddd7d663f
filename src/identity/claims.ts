import type { OAuthOptions } from "@better-auth/oauth-provider";
import { APIError } from "better-auth/api";
import { firstNotToHandOn, type Method, type Role, SCOPES } from "../policy/index.ts";
import type { MembershipStore } from "./membership-store.ts";
import { refusal } from "./refuse.ts";
import type { ServiceClientStore } from "./service-client-store.ts";
import { readAuthenticatedAt, readMethods } from "./session-methods.ts";

type Extension = NonNullable<OAuthOptions["extensions"]>[number];
type AccessTokenInput = Parameters<NonNullable<NonNullable<Extension["claims"]>["accessToken"]>>[0];

/**
 * How a person of a token showed who they are, and when. It travels under this name to the signing of the token, where it
 * becomes `amr` and `auth_time`: better-auth keeps these names for itself, but has nothing to put there.
 */
export interface Authentication {
  methods: readonly Method[];
  /** Seconds since 1970; absent when it is not known any more. */
  at?: number;
}

/** The name of that claim before signing. */
export const AUTHENTICATION = "authentication";

/** Whom our own pages' tokens name as the app. */
export const FIRST_PARTY = "first-party";

interface SessionRow {
  methods?: unknown;
  authenticatedAt?: unknown;
}

function authenticationOf(session: SessionRow | null): Authentication {
  const at = readAuthenticatedAt(session?.authenticatedAt);
  return {
    methods: readMethods(session?.methods),
    ...(at !== undefined && { at: Math.floor(at / 1000) }),
  };
}

/**
 * The claims that say what a token may do, read anew whenever one is made: a role that was changed since counts, and
 * nobody gets a token for a tenant that they have left.
 */
export function createClaims(
  memberships: Pick<MembershipStore, "findRole" | "findFirst">,
  apps: Pick<ServiceClientStore, "findMaker">,
) {
  /** An app that acts for its tenant does no more than its maker might let a key do now, as their keys do. */
  const assertMakerMay = async (tenantId: string, clientId: string, scopes: readonly string[]) => {
    const maker = await apps.findMaker(tenantId, clientId);
    if (maker === null) return;
    const role = await memberships.findRole(tenantId, maker);
    if (!role || firstNotToHandOn({ role, scopes: SCOPES }, scopes) !== null)
      throw oauthError("unauthorized_client", "Who made this app may not let it do this any more.");
  };
  return {
    /** For an app's access token; for one that acts for itself, its own tenant and the role `service`. */
    ofAccessToken: async (input: AccessTokenInput): Promise<Record<string, unknown>> => {
      const { ctx, user, client, sessionId } = input;
      if (!user) {
        if (!client.referenceId) throw oauthError("unauthorized_client", "This app belongs to no tenant.");
        await assertMakerMay(client.referenceId, client.clientId, input.scopes);
        return { tenant: client.referenceId, role: "service" satisfies Role };
      }
      const tenant = input.referenceId ?? (await consentedTenant(ctx, client.clientId, user.id));
      const role = tenant ? await memberships.findRole(tenant, user.id) : null;
      if (!role) throw oauthError("invalid_grant", "The person does not belong to the tenant any more.");
      const session = sessionId
        ? await ctx.context.adapter.findOne<SessionRow>({
            model: "session",
            where: [{ field: "id", value: sessionId }],
          })
        : null;
      return { tenant, role, [AUTHENTICATION]: authenticationOf(session) };
    },

    /** For our own pages: all scopes, because there the person acts without an app in between. */
    ofSession: async ({
      user,
      session,
    }: {
      user: { id: string };
      session: SessionRow & { id: string; activeOrganizationId?: unknown };
    }): Promise<Record<string, unknown>> => {
      const active = typeof session.activeOrganizationId === "string" ? session.activeOrganizationId : null;
      const role = active ? await memberships.findRole(active, user.id) : null;
      const membership = active && role ? { tenantId: active, role } : await memberships.findFirst(user.id);
      if (!membership) throw refusal("NO_TENANT", "You do not belong to any tenant yet.");
      return {
        tenant: membership.tenantId,
        role: membership.role,
        scope: SCOPES.join(" "),
        client_id: FIRST_PARTY,
        sid: session.id,
        [AUTHENTICATION]: authenticationOf(session),
      };
    },
  };
}

/** Claims as they are signed: `amr` and `auth_time` (RFC 8176, OpenID Connect Core 2) in the place of AUTHENTICATION. */
export function withAuthentication<Claims extends object>(claims: Claims) {
  const { [AUTHENTICATION]: authentication, ...rest } = claims as Claims & {
    [AUTHENTICATION]?: Authentication;
  };
  if (!authentication) return rest;
  const { methods, at } = authentication;
  return { ...rest, amr: methods, ...(at !== undefined && { auth_time: at }) };
}

/** The tenant for which a person let an app act, for grants that do not carry it: a device's. */
async function consentedTenant(
  ctx: AccessTokenInput["ctx"],
  clientId: string,
  userId: string,
): Promise<string | null> {
  const [consent] = await ctx.context.adapter.findMany<{ referenceId: string | null }>({
    model: "oauthConsent",
    where: [
      { field: "clientId", value: clientId },
      { field: "userId", value: userId },
    ],
    sortBy: { field: "updatedAt", direction: "desc" },
    limit: 1,
  });
  return consent?.referenceId ?? null;
}

function oauthError(error: string, description: string): APIError {
  return new APIError("BAD_REQUEST", { error, error_description: description });
}
