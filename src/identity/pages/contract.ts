/** What identity and the gateway answer the pages, as far as the pages look at it. Dates are ISO 8601. */

export interface Person {
  id: string;
  name: string;
  email: string;
  twoFactorEnabled?: boolean | null;
}

export interface SignedIn {
  session: { id: string; activeOrganizationId?: string | null; authenticatedAt?: string | number };
  user: Person;
}

/** After a step of signing in: go to `url`, ask for the second factor, or go on. */
export interface SignInAnswer {
  redirect?: boolean;
  url?: string;
  twoFactorRedirect?: boolean;
}

export interface WaysIn {
  signUp: "invited" | "open";
  providers: { id: string; name: string }[];
}

export interface SessionRow {
  id: string;
  token: string;
  createdAt: string;
  ipAddress?: string | null;
  userAgent?: string | null;
}

export interface PasskeyRow {
  id: string;
  name?: string | null;
  createdAt?: string | null;
}

export interface Organisation {
  id: string;
  name: string;
}

export interface Member {
  id: string;
  userId: string;
  role: string;
  createdAt: string;
  user: { name: string; email: string };
}

export interface Invitation {
  id: string;
  email: string;
  role: string;
  status: string;
  expiresAt: string;
}

export interface InvitationToMe extends Invitation {
  organizationName: string;
  inviterEmail: string;
}

export interface Team {
  id: string;
  name: string;
}

export interface PublicClient {
  client_id: string;
  client_name?: string;
  client_uri?: string;
  tos_uri?: string;
  policy_uri?: string;
}

export interface Consent {
  id: string;
  clientId: string;
  scopes: string[] | string;
  createdAt: string;
}

export interface DeviceRequest {
  user_code: string;
  status: string;
  client_id?: string;
  scope?: string;
}

export interface ApiKeyRow {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at?: string | null;
}

export interface ElevationRow {
  id: string;
  actions: string[];
  reason: string;
  running: boolean;
  expires_at: string;
}

export interface AuditRow {
  sequence: number;
  at: string;
  action: string;
  outcome: string;
  actor: string;
}

/** A list of the API, as far as it is looked at. */
export interface Page<Row> {
  items: Row[];
}

export interface UsageOfMeter {
  used: number;
  /** null: no limit. */
  limit: number | null;
  resets_at: string | null;
}

export interface UsageReport {
  plan: string;
  requests: UsageOfMeter;
  analyses: UsageOfMeter;
  storage_bytes: UsageOfMeter;
  sockets: UsageOfMeter;
}
