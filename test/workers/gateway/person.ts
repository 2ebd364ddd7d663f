import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { type Method, type Role, SCOPES, type Scope } from "../../../src/policy/index.ts";
import { createTenantStore } from "../../../src/tenants/index.ts";
import { writeMembership } from "./membership.ts";
import { ask, ORIGIN } from "./tenant.ts";

/** Somebody who has signed in, with a token that the gateway takes as one of identity's. */
export interface Person {
  /** Their tenant. */
  id: string;
  userId: string;
  actor: string;
  token: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface PersonOptions {
  role: Role;
  tenantId?: string;
  userId?: string;
  scopes?: readonly Scope[];
  /** A third-party app that asks for them. */
  clientId?: string;
  methods?: readonly Method[];
  /** How long ago they showed who they are. */
  signedInSecondsAgo?: number;
  sessionId?: string;
}

// One pair for the whole run: the gateway remembers identity's keys for longer than a test file lasts.
const pair = generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
const KID = "key-of-the-tests";

/** Puts the tests' key among those that identity publishes. */
export async function publishTestKey(): Promise<void> {
  const { publicKey } = await pair;
  await env.DB.prepare(
    `insert into signing_keys (id, public_key, private_key, created_at, alg, crv)
     values (?, ?, '"never used"', 0, 'EdDSA', 'Ed25519') on conflict do nothing`,
  )
    .bind(KID, JSON.stringify(await exportJWK(publicKey)))
    .run();
}

/** Makes a person of a role, in a tenant of their own unless told otherwise. */
export async function createPerson({
  role,
  tenantId = newId(),
  userId = newId(),
  scopes = SCOPES,
  clientId = "first-party",
  methods = ["pwd"],
  signedInSecondsAgo = 1,
  sessionId = newId(),
}: PersonOptions): Promise<Person> {
  await publishTestKey();
  await createTenantStore(openDatabase(env.DB)).create(tenantId, "test");
  await writeMembership(tenantId, userId, role);
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    tenant: tenantId,
    role,
    scope: scopes.join(" "),
    client_id: clientId,
    amr: methods,
    auth_time: now - signedInSecondsAgo,
    sid: sessionId,
  })
    .setProtectedHeader({ alg: "EdDSA", kid: KID, typ: "at+jwt" })
    .setIssuer(ORIGIN)
    .setAudience(`${ORIGIN}/v1`)
    .setSubject(userId)
    .setJti(newId())
    .setIssuedAt(now)
    .setExpirationTime(now + 600)
    .sign((await pair).privateKey);
  return {
    id: tenantId,
    userId,
    actor: `user:${userId}`,
    token,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${token}`);
      return ask(path, { ...init, headers });
    },
  };
}
