import {
  type AnySQLiteColumn,
  index,
  integer,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { tenantId } from "../database/index.ts";

// The tables of better-auth 1.7 in our names. The keys of each object are better-auth's field names and must stay.
// A person may belong to many tenants, so what is a person's (or an app's) has no tenant; memberships have.

const id = () => text("id").primaryKey();
const date = (name: string) => integer(name, { mode: "timestamp_ms" });
const flag = (name: string) => integer(name, { mode: "boolean" });
const userId = () =>
  text("user_id")
    .notNull()
    .references((): AnySQLiteColumn => users.id);

/** People. */
export const users = sqliteTable("users", {
  id: id(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: flag("email_verified").notNull().default(false),
  image: text("image"),
  createdAt: date("created_at").notNull(),
  updatedAt: date("updated_at").notNull(),
  twoFactorEnabled: flag("two_factor_enabled").default(false),
});

/** Sign-ins that still count. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: id(),
    userId: userId(),
    token: text("token").notNull().unique(),
    expiresAt: date("expires_at").notNull(),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    activeOrganizationId: text("active_tenant_id"),
    activeTeamId: text("active_team_id"),
    /** How the person showed who they are: RFC 8176 method names, joined by spaces. */
    methods: text("methods"),
    /** When they last did, which a new step-up moves. */
    authenticatedAt: date("authenticated_at"),
  },
  (table) => [index("sessions_user").on(table.userId)],
);

/** Ways in: a password (hashed), or somebody else's account. */
export const accounts = sqliteTable(
  "accounts",
  {
    id: id(),
    userId: userId(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: date("access_token_expires_at"),
    refreshTokenExpiresAt: date("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at").notNull(),
  },
  (table) => [
    index("accounts_user").on(table.userId),
    uniqueIndex("accounts_provider_account").on(table.providerId, table.accountId),
  ],
);

/** Short-lived secrets of flows under way: authorization codes, sign-in state, passkey challenges. */
export const verifications = sqliteTable(
  "verifications",
  {
    id: id(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: date("expires_at").notNull(),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at").notNull(),
  },
  (table) => [index("verifications_identifier").on(table.identifier)],
);

export const twoFactors = sqliteTable(
  "two_factors",
  {
    id: id(),
    userId: userId(),
    secret: text("secret").notNull(),
    backupCodes: text("backup_codes").notNull(),
    verified: flag("verified").default(true),
    failedVerificationCount: integer("failed_verification_count").default(0),
    lockedUntil: date("locked_until"),
  },
  (table) => [index("two_factors_user").on(table.userId), index("two_factors_secret").on(table.secret)],
);

export const passkeys = sqliteTable(
  "passkeys",
  {
    id: id(),
    userId: userId(),
    name: text("name"),
    publicKey: text("public_key").notNull(),
    credentialID: text("credential_id").notNull(),
    counter: integer("counter").notNull(),
    deviceType: text("device_type").notNull(),
    backedUp: flag("backed_up").notNull(),
    transports: text("transports"),
    createdAt: date("created_at"),
    aaguid: text("aaguid"),
  },
  (table) => [index("passkeys_user").on(table.userId), index("passkeys_credential").on(table.credentialID)],
);

/** Who belongs to which tenant, and as what. */
export const members = sqliteTable(
  "members",
  {
    id: id(),
    organizationId: tenantId(),
    userId: userId(),
    role: text("role").notNull(),
    createdAt: date("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("members_tenant_user").on(table.organizationId, table.userId),
    index("members_user").on(table.userId),
  ],
);

export const invitations = sqliteTable(
  "invitations",
  {
    id: id(),
    organizationId: tenantId(),
    email: text("email").notNull(),
    role: text("role"),
    teamId: text("team_id"),
    status: text("status").notNull(),
    expiresAt: date("expires_at").notNull(),
    createdAt: date("created_at").notNull(),
    inviterId: text("inviter_id")
      .notNull()
      .references(() => users.id),
  },
  (table) => [
    index("invitations_tenant").on(table.organizationId),
    index("invitations_email").on(table.email),
  ],
);

export const teams = sqliteTable(
  "teams",
  {
    id: id(),
    organizationId: tenantId(),
    name: text("name").notNull(),
    memberCount: integer("member_count").notNull().default(0),
    createdAt: date("created_at").notNull(),
    updatedAt: date("updated_at"),
  },
  (table) => [index("teams_tenant").on(table.organizationId)],
);

export const teamMembers = sqliteTable(
  "team_members",
  {
    id: id(),
    teamId: text("team_id")
      .notNull()
      .references(() => teams.id),
    userId: userId(),
    membershipKey: text("membership_key").unique(),
    createdAt: date("created_at"),
  },
  (table) => [index("team_members_team").on(table.teamId), index("team_members_user").on(table.userId)],
);

/** An organisation's own sign-in. */
export const ssoProviders = sqliteTable("sso_providers", {
  id: id(),
  organizationId: text("tenant_id"),
  userId: userId(),
  providerId: text("provider_id").notNull().unique(),
  issuer: text("issuer").notNull(),
  domain: text("domain").notNull(),
  oidcConfig: text("oidc_config"),
  samlConfig: text("saml_config"),
});

/** The keys that tokens are signed with; private halves are encrypted. */
export const signingKeys = sqliteTable("signing_keys", {
  id: id(),
  publicKey: text("public_key").notNull(),
  privateKey: text("private_key").notNull(),
  createdAt: date("created_at").notNull(),
  expiresAt: date("expires_at"),
  alg: text("alg"),
  crv: text("crv"),
});
