import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { sessions, users } from "./tables.ts";

// The tables of the OAuth provider of better-auth 1.7, in our names. Its lists and objects are JSON texts.

const id = () => text("id").primaryKey();
const date = (name: string) => integer(name, { mode: "timestamp_ms" });
const flag = (name: string) => integer(name, { mode: "boolean" });
const clientId = () =>
  text("client_id")
    .notNull()
    .references(() => oauthClients.clientId);
const sessionId = () => text("session_id").references(() => sessions.id, { onDelete: "set null" });

/** Apps that people let act for them. */
export const oauthClients = sqliteTable(
  "oauth_clients",
  {
    id: id(),
    clientId: text("client_id").notNull().unique(),
    clientSecret: text("client_secret"),
    clientDiscoveryId: text("client_discovery_id"),
    disabled: flag("disabled").default(false),
    skipConsent: flag("skip_consent"),
    enableEndSession: flag("enable_end_session"),
    subjectType: text("subject_type"),
    scopes: text("scopes"),
    clientCredentialsScopes: text("client_credentials_scopes"),
    userId: text("user_id").references(() => users.id),
    createdAt: date("created_at"),
    updatedAt: date("updated_at"),
    name: text("name"),
    uri: text("uri"),
    icon: text("icon"),
    contacts: text("contacts"),
    tos: text("tos"),
    policy: text("policy"),
    softwareId: text("software_id"),
    softwareVersion: text("software_version"),
    softwareStatement: text("software_statement"),
    redirectUris: text("redirect_uris").notNull(),
    postLogoutRedirectUris: text("post_logout_redirect_uris"),
    backchannelLogoutUri: text("backchannel_logout_uri"),
    backchannelLogoutSessionRequired: flag("backchannel_logout_session_required"),
    tokenEndpointAuthMethod: text("token_endpoint_auth_method"),
    applicationType: text("application_type"),
    jwks: text("jwks"),
    jwksUri: text("jwks_uri"),
    grantTypes: text("grant_types"),
    responseTypes: text("response_types"),
    requirePKCE: flag("require_pkce"),
    dpopBoundAccessTokens: flag("dpop_bound_access_tokens").default(false),
    /** The tenant that owns an app which acts for itself. */
    referenceId: text("tenant_id"),
    /** Who made an app that acts for its tenant, or gave it a new secret: who knows its secret. */
    madeBy: text("made_by").references(() => users.id),
    metadata: text("metadata"),
  },
  (table) => [index("oauth_clients_user").on(table.userId)],
);

/** What tokens are for: this API. */
export const oauthResources = sqliteTable("oauth_resources", {
  id: id(),
  identifier: text("identifier").notNull().unique(),
  name: text("name").notNull(),
  accessTokenTtl: integer("access_token_ttl"),
  refreshTokenTtl: integer("refresh_token_ttl"),
  signingAlgorithm: text("signing_algorithm"),
  signingKeyId: text("signing_key_id"),
  allowedScopes: text("allowed_scopes"),
  customClaims: text("custom_claims"),
  dpopBoundAccessTokensRequired: flag("dpop_bound_access_tokens_required").default(false),
  disabled: flag("disabled").default(false),
  createdAt: date("created_at"),
  updatedAt: date("updated_at"),
  policyVersion: integer("policy_version").default(1),
  metadata: text("metadata"),
});

export const oauthClientResources = sqliteTable(
  "oauth_client_resources",
  {
    id: id(),
    clientId: clientId(),
    resourceId: text("resource_id")
      .notNull()
      .references(() => oauthResources.identifier),
    metadata: text("metadata"),
    createdAt: date("created_at"),
  },
  (table) => [uniqueIndex("oauth_client_resources_pair").on(table.clientId, table.resourceId)],
);

export const oauthRefreshTokens = sqliteTable(
  "oauth_refresh_tokens",
  {
    id: id(),
    token: text("token").notNull().unique(),
    clientId: clientId(),
    sessionId: sessionId(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    referenceId: text("tenant_id"),
    authorizationCodeId: text("authorization_code_id"),
    resources: text("resources"),
    requestedUserInfoClaims: text("requested_user_info_claims"),
    expiresAt: date("expires_at").notNull(),
    createdAt: date("created_at").notNull(),
    revoked: date("revoked"),
    rotatedAt: date("rotated_at"),
    rotationReplayResponse: text("rotation_replay_response"),
    rotationReplayExpiresAt: date("rotation_replay_expires_at"),
    authTime: date("auth_time"),
    confirmation: text("confirmation"),
    scopes: text("scopes").notNull(),
  },
  (table) => [
    index("oauth_refresh_tokens_user").on(table.userId, table.clientId),
    index("oauth_refresh_tokens_session").on(table.sessionId),
    index("oauth_refresh_tokens_code").on(table.authorizationCodeId),
  ],
);

export const oauthAccessTokens = sqliteTable(
  "oauth_access_tokens",
  {
    id: id(),
    token: text("token").notNull().unique(),
    clientId: clientId(),
    sessionId: sessionId(),
    userId: text("user_id").references(() => users.id),
    referenceId: text("tenant_id"),
    authorizationCodeId: text("authorization_code_id"),
    resources: text("resources"),
    requestedUserInfoClaims: text("requested_user_info_claims"),
    refreshId: text("refresh_id").references(() => oauthRefreshTokens.id),
    expiresAt: date("expires_at").notNull(),
    createdAt: date("created_at").notNull(),
    revoked: date("revoked"),
    confirmation: text("confirmation"),
    scopes: text("scopes").notNull(),
  },
  (table) => [
    index("oauth_access_tokens_refresh").on(table.refreshId),
    index("oauth_access_tokens_session").on(table.sessionId),
    index("oauth_access_tokens_code").on(table.authorizationCodeId),
  ],
);

/** What a person let an app do, in which tenant. */
export const oauthConsents = sqliteTable(
  "oauth_consents",
  {
    id: id(),
    clientId: clientId(),
    userId: text("user_id").references(() => users.id),
    referenceId: text("tenant_id"),
    resources: text("resources"),
    requestedUserInfoClaims: text("requested_user_info_claims"),
    scopes: text("scopes").notNull(),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at").notNull(),
  },
  (table) => [index("oauth_consents_user").on(table.userId, table.clientId)],
);

/** Client assertions that have been used, so that none is used twice. */
export const oauthClientAssertions = sqliteTable("oauth_client_assertions", {
  id: id(),
  expiresAt: date("expires_at").notNull(),
});

export const deviceCodes = sqliteTable("device_codes", {
  id: id(),
  deviceCode: text("device_code").notNull().unique(),
  userCode: text("user_code").notNull().unique(),
  userId: text("user_id").references(() => users.id),
  expiresAt: date("expires_at").notNull(),
  status: text("status").notNull(),
  lastPolledAt: date("last_polled_at"),
  pollingInterval: integer("polling_interval"),
  clientId: text("client_id"),
  scope: text("scope"),
  resources: text("resources"),
  oauthClientId: text("oauth_client_id"),
});
