import type { BetterAuthPlugin } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { organization } from "better-auth/plugins/organization";
import { twoFactor } from "better-auth/plugins/two-factor";
import { newId } from "../database/index.ts";
import { admitPeople } from "./admit-people.ts";
import { approveDevices } from "./approve-devices.ts";
import { logTo, reportTo } from "./auth-log.ts";
import { beginSessions } from "./begin-sessions.ts";
import { createClaims } from "./claims.ts";
import { defaultAudience } from "./default-audience.ts";
import { detectReplay } from "./detect-replay.ts";
import { detectReuse } from "./detect-reuse.ts";
import { endTokens, speakOAuth } from "./end-tokens.ts";
import { enforcePolicy } from "./enforce-policy.ts";
import { guardAttempts, settleAttempts } from "./guard-attempts.ts";
import { keepOwners } from "./keep-owners.ts";
import { keepScopesAtHome } from "./keep-scopes-at-home.ts";
import { createMembershipStore } from "./membership-store.ts";
import { MODELS } from "./models.ts";
import { authorizationServer } from "./oauth-provider.ts";
import { discoveryUrl, type OpenIdProvider } from "./openid-providers.ts";
import type { IdentityParts } from "./parts.ts";
import { passkeys } from "./passkeys.ts";
import { hashPassword, PASSWORD_LENGTH, verifyPassword } from "./password.ts";
import { recordActs } from "./record-acts.ts";
import { registerApps } from "./register-apps.ts";
import { rejectDeadTokens } from "./reject-dead-tokens.ts";
import { revokeTokens } from "./revoke-tokens.ts";
import { accessControl, ROLE_RIGHTS } from "./roles.ts";
import { oneTimeOnly } from "./second-factor.ts";
import { createServiceClientStore } from "./service-client-store.ts";
import { serviceClients } from "./service-clients.ts";
import { besideSingleSignOn, singleSignOn } from "./single-sign-on.ts";
import { stepUp } from "./step-up.ts";
import { tokens } from "./tokens.ts";
import { waysIn } from "./ways-in.ts";

const NAME = "Descant";
const DAY_S = 24 * 60 * 60;

/** Endpoints of better-auth that nothing here uses, or that say or do more than they should. */
const CLOSED = [
  "/device/token", // would give a device a session instead of an app's token
  "/organization/list-user-invitations", // tells whoever claims an address of the invitations to it
  "/organization/get-organization", // forgets the active tenant when asked for another's
  "/organization/get-full-organization", // shows every member the invitations
  "/organization/delete",
  "/organization/check-slug",
  "/organization/has-permission",
  "/update-session",
  "/change-email",
  "/send-verification-email",
  "/verify-email",
  "/verify-password", // says whether a password is right, and nothing more: /step-up/password asks the guard first
  "/request-password-reset",
  "/reset-password",
  "/get-access-token",
  "/refresh-token",
  "/account-info",
  "/two-factor/send-otp",
  "/two-factor/verify-otp",
];

/** What of better-auth is used from outside. */
export interface Auth {
  /** Rejects with errors of ours or the platform's, once they are in the log. */
  handler: (request: Request) => Promise<Response>;
  /** Fulfilled when it can be used. Belongs to the request that made it: see made-once.ts. */
  $context: Promise<unknown>;
}

/**
 * better-auth as this project wants it. Making one costs some milliseconds and, where providers are given, asks each of them
 * for its discovery document.
 * @param providers those that people can sign in with through this instance
 */
export function createAuth(parts: IdentityParts, providers: readonly OpenIdProvider[] = []): Auth {
  const { db, publicUrl, secret, signUp, log } = parts;
  const memberships = createMembershipStore(db);
  const apps = createServiceClientStore(db);
  const claims = createClaims(memberships, apps);
  const [provider, device] = authorizationServer(parts, claims);
  const secure = publicUrl.startsWith("https:");

  return betterAuth({
    appName: NAME,
    baseURL: publicUrl,
    basePath: "/auth",
    secret,
    trustedOrigins: [publicUrl],
    database: drizzleAdapter(db, { provider: "sqlite", schema: MODELS }),
    disabledPaths: CLOSED,
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: logTo(log),
    // Of our own pages, too: better-auth's sends people elsewhere for help, and in production to the front page, without a word.
    onAPIError: { onError: reportTo(log), errorURL: `${publicUrl}/consent` },
    emailAndPassword: {
      enabled: true,
      // A sign-up that made no session answers the same for an address that has an account.
      autoSignIn: false,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
      password: {
        hash: async (password) => hashPassword(password),
        verify: async ({ hash, password }) => verifyPassword(password, hash),
      },
    },
    account: { accountLinking: { disableImplicitLinking: true, allowDifferentEmails: false } },
    session: {
      expiresIn: 14 * DAY_S,
      updateAge: DAY_S,
      // Freshness is enforce-policy.ts's to ask for, by when the person last showed who they are.
      freshAge: 0,
      additionalFields: {
        methods: { type: "string", required: false, input: false },
        authenticatedAt: { type: "date", required: false, input: false },
      },
    },
    advanced: {
      database: { generateId: newId, validateSchema: false },
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      // `__Host-` binds a cookie to this very host and to https; browsers take it over https only.
      useSecureCookies: false,
      cookiePrefix: secure ? "__Host-descant" : "descant",
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure, path: "/" },
    },
    plugins: [
      guardAttempts(parts),
      enforcePolicy(parts, memberships),
      oneTimeOnly(),
      admitPeople(parts, memberships),
      registerApps(),
      defaultAudience(parts),
      detectReuse(parts),
      rejectDeadTokens(parts),
      detectReplay(parts),
      keepScopesAtHome(),
      approveDevices(),
      // Before those who go by what has been done: it may have been taken back.
      keepOwners(memberships),
      endTokens(parts),
      revokeTokens(parts, memberships, apps),
      beginSessions(parts, memberships),
      organization({
        ac: accessControl,
        roles: ROLE_RIGHTS,
        creatorRole: "owner",
        teams: { enabled: true, defaultTeam: { enabled: false }, allowRemovingAllTeams: true },
        allowUserToCreateOrganization: signUp === "open",
        disableOrganizationDeletion: true,
        // An invitation's id is its secret; addresses are not verified by mail here.
        requireEmailVerificationOnInvitation: false,
        cancelPendingInvitationsOnReInvite: true,
        invitationExpiresIn: 7 * DAY_S,
        membershipLimit: 1_000,
      }),
      twoFactor({ issuer: NAME }),
      passkeys(publicUrl, NAME),
      tokens(parts, claims),
      provider as BetterAuthPlugin,
      device,
      serviceClients(provider, memberships, apps),
      singleSignOn(),
      besideSingleSignOn(parts, memberships),
      genericOAuth({
        config: providers.map((known) => ({
          providerId: known.id,
          name: known.name,
          discoveryUrl: discoveryUrl(known),
          clientId: known.clientId,
          clientSecret: known.clientSecret,
          scopes: ["openid", "profile", "email"],
          requireIdTokenVerification: true,
        })),
      }),
      stepUp(),
      waysIn(parts),
      // These see how things ended.
      settleAttempts(parts),
      recordActs(parts, memberships),
      // Last, because it changes only words.
      speakOAuth(),
    ],
  });
}
