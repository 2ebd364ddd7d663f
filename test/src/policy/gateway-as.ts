import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createApiKeyStore, hashApiKey, mintApiKey } from "../../../src/auth/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { type Principal, type Role, SCOPES } from "../../../src/policy/index.ts";
import { createServices } from "../../../src/services.ts";
import { writeMembership } from "../../workers/gateway/membership.ts";
import { ORIGIN } from "../../workers/gateway/tenant.ts";

/**
 * The gateway as it is put together for production, asked by principals of a test's choosing. Identity's public keys are
 * the test's, so that it can sign what identity would have signed; keys are rows of the database. Everything that stands
 * between a credential and a handler is the real thing.
 */
export async function gatewayAs() {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "EdDSA" }] };
  const identity = new Proxy(env.IDENTITY, {
    get: (target, name) => (name === "jwks" ? async () => jwks : Reflect.get(target, name)),
  });
  const { app } = createServices({ ...env, IDENTITY: identity });
  const keys = new Map<string, string>();

  /** The bearer credential that makes somebody this principal. */
  const credentialOf = async (principal: Principal): Promise<string> => {
    const { tenantId, actor, role, scopes, clientId, methods, authenticatedAt, credentialId } = principal;
    const id = actor.slice(actor.indexOf(":") + 1);
    if (actor.startsWith("key:")) {
      const known = keys.get(id);
      if (known !== undefined) return known;
      const key = mintApiKey();
      const row = { id, name: "test", hash: hashApiKey(key), hint: key.slice(-4), scopes: [...scopes] };
      await createApiKeyStore(openDatabase(env.DB)).insert(tenantId, row);
      keys.set(id, key);
      return key;
    }
    if (actor.startsWith("user:")) await writeMembership(tenantId, id, role);
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: id,
      tenant: tenantId,
      role,
      scope: scopes.join(" "),
      client_id: clientId ?? "first-party",
      ...(!actor.startsWith("client:") && { sid: credentialId, amr: methods }),
      ...(authenticatedAt !== undefined && { auth_time: Math.floor(authenticatedAt / 1000) }),
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "EdDSA", kid: "k", typ: "at+jwt" })
      .setIssuer(env.PUBLIC_URL)
      .setAudience(`${env.PUBLIC_URL}/v1`)
      .setIssuedAt(now)
      .setExpirationTime(now + 600)
      .setJti(newId())
      .sign(privateKey);
  };

  return {
    /** Makes known which secret an API key has that was made through the API. */
    introduce: (keyId: string, key: string) => void keys.set(keyId, key),

    call: async (principal: Principal, path: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${await credentialOf(principal)}`);
      const request = new Request(new URL(path, ORIGIN), { ...init, headers });
      return app.fetch(request, env, createExecutionContext());
    },
  };
}

/** Somebody of a role in a tenant who lacks nothing: all scopes, just signed in, in our own pages. */
export function somebody(tenantId: string, role: Role, but: Partial<Principal> = {}): Principal {
  const person = role !== "service";
  return {
    tenantId,
    actor: `${person ? "user" : "key"}:${newId()}`,
    role,
    scopes: SCOPES,
    credentialId: newId(),
    methods: person ? ["pwd"] : [],
    ...(person && { authenticatedAt: Date.now() }),
    ...but,
  };
}
