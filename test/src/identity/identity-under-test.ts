import { env } from "cloudflare:workers";
import { principalOf } from "../../../src/auth/index.ts";
import type { AuditEvent } from "../../../src/compliance/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createIdentity, hashPassword, type IdentityParts } from "../../../src/identity/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import type { Role } from "../../../src/policy/index.ts";
import { isRevoked } from "../../../src/tenants/index.ts";

export const ORIGIN = "https://descant.test";
export const API = `${ORIGIN}/v1`;
export const PASSWORD = "correct horse battery staple";

/** A browser, as far as identity can tell: it keeps cookies and says where it comes from. */
export interface Browser {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  form(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

export interface Told {
  audit: { tenantId: string; event: AuditEvent }[];
  revoked: { tenantId: string; subject: string }[];
  guard: { account: string | null; network: string; ok?: boolean | "partial" }[];
}

/** Identity over the test's database, with ports that remember what they were told. */
export function identityUnderTest(overrides: Partial<IdentityParts> = {}) {
  const told: Told = { audit: [], revoked: [], guard: [] };
  const record = async (tenantId: string, event: AuditEvent) => void told.audit.push({ tenantId, event });
  const parts: IdentityParts = {
    db: openDatabase(env.DB),
    publicUrl: ORIGIN,
    secret: "a secret of these tests, which is long enough",
    signUp: "open",
    providers: [],
    allowedOrigins: [],
    log: createLogger("error"),
    audit: { record, recordOnce: record },
    guard: {
      before: async (account, network) => {
        told.guard.push({ account, network });
        return { retryAfterMs: 0 };
      },
      after: async (account, network, ok) => void told.guard.push({ account, network, ok }),
    },
    revoke: async (tenantId, subject) => void told.revoked.push({ tenantId, subject }),
    isEnded: async (claims, type) => {
      const principal = principalOf(claims, type);
      const own = told.revoked.filter(({ tenantId }) => tenantId === principal?.tenantId);
      return (
        principal !== null && isRevoked(principal, new Map(own.map(({ subject }) => [subject, Date.now()])))
      );
    },
    elevated: async () => new Set(),
    admits: async () => true,
    ...overrides,
  };
  const identity = createIdentity(parts);

  const browser = (network = "198.51.100.1"): Browser => {
    const cookies = new Map<string, string>();
    const send = async (path: string, init: RequestInit, headers: Record<string, string> = {}) => {
      const all = new Headers({ origin: ORIGIN, "cf-connecting-ip": network, ...headers });
      for (const [name, value] of [...all]) if (value === "") all.delete(name);
      if (cookies.size > 0 && !all.has("cookie"))
        all.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      const request = new Request(new URL(path, ORIGIN), { redirect: "manual", ...init, headers: all });
      const response = await identity.fetch(request);
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";");
        const [name = "", ...value] = pair.split("=");
        if (/max-age=0/i.test(line) || value.join("=") === "") cookies.delete(name);
        else cookies.set(name, value.join("="));
      }
      return response;
    };
    return {
      cookies,
      get: (path, headers) => send(path, {}, headers),
      post: (path, body = {}, headers) =>
        send(
          path,
          { method: "POST", body: JSON.stringify(body) },
          { "content-type": "application/json", ...headers },
        ),
      form: (path, fields, headers) =>
        send(path, { method: "POST", body: new URLSearchParams(fields) }, headers),
    };
  };

  return { identity, parts, told, browser };
}

export interface Person {
  id: string;
  email: string;
  tenantId: string;
}

/** Writes an account with a password and a membership straight into the database, as the first start does. */
export async function createPerson(role: Role = "owner", tenantId = newId()): Promise<Person> {
  const id = newId();
  const email = `${id.toLowerCase()}@example.com`;
  const now = Date.now();
  const statement = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);
  await env.DB.batch([
    statement("insert or ignore into tenants (id, name, slug) values (?, 'test', ?)", tenantId, tenantId),
    statement(
      "insert into users (id, name, email, email_verified, created_at, updated_at) values (?, 'Test', ?, 0, ?, ?)",
      id,
      email,
      now,
      now,
    ),
    statement(
      "insert into accounts (id, user_id, account_id, provider_id, password, created_at, updated_at) values (?, ?, ?, 'credential', ?, ?, ?)",
      newId(),
      id,
      id,
      PASSWORD_HASH,
      now,
      now,
    ),
    statement(
      "insert into members (id, tenant_id, user_id, role, created_at) values (?, ?, ?, ?, ?)",
      newId(),
      tenantId,
      id,
      role,
      now,
    ),
  ]);
  return { id, email, tenantId };
}

const PASSWORD_HASH = hashPassword(PASSWORD);

/** Signs somebody in by password. */
export async function signIn(browser: Browser, { email }: { email: string }): Promise<void> {
  const answer = await browser.post("/auth/sign-in/email", { email, password: PASSWORD });
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status} ${await answer.text()}`);
}
