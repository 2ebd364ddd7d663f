import { tenants } from "../tenants/index.ts";
import * as oauth from "./oauth-tables.ts";
import * as tables from "./tables.ts";

/** Which table of ours each of better-auth's models is kept in. */
export const MODELS = {
  user: tables.users,
  session: tables.sessions,
  account: tables.accounts,
  verification: tables.verifications,
  twoFactor: tables.twoFactors,
  passkey: tables.passkeys,
  organization: tenants,
  member: tables.members,
  invitation: tables.invitations,
  team: tables.teams,
  teamMember: tables.teamMembers,
  ssoProvider: tables.ssoProviders,
  jwks: tables.signingKeys,
  oauthClient: oauth.oauthClients,
  oauthResource: oauth.oauthResources,
  oauthClientResource: oauth.oauthClientResources,
  oauthRefreshToken: oauth.oauthRefreshTokens,
  oauthAccessToken: oauth.oauthAccessTokens,
  oauthConsent: oauth.oauthConsents,
  oauthClientAssertion: oauth.oauthClientAssertions,
  deviceCode: oauth.deviceCodes,
};
