import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  createApiKeyStore,
  createD1KeyDirectory,
  type KeyDirectory,
  mintApiKey,
  rememberKeys,
} from "../../../src/auth/index.ts";
import { openDatabase } from "../../../src/database/index.ts";
import type { Principal } from "../../../src/policy/index.ts";
import { ask, createTenant, errorOf } from "../../workers/gateway/tenant.ts";

const json = { "content-type": "application/json" };
type NewKey = { id: string; key: string; hint: string; scopes: string[]; expires_at: string | null };

describe("keys over the API", () => {
  test("made, shown once, used, listed without its secret, revoked", async () => {
    const tenant = await createTenant();
    const body = JSON.stringify({ name: "laptop", scopes: ["tracks:read"], expires_in_days: 30 });
    const made = await tenant.fetch("/v1/keys", { method: "POST", body, headers: json });
    expect([made.status, made.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const { id, key, hint } = await made.json<NewKey>();
    expect(key).toMatch(/^dsc_[0-9A-Za-z]{43}$/);
    expect(key.endsWith(hint)).toBe(true);

    const headers = { authorization: `Bearer ${key}` };
    expect((await ask("/v1/tracks", { headers })).status).toBe(200);
    const refused = await ask("/v1/tracks", { method: "POST", headers, body: "x" });
    expect(await errorOf(refused)).toMatchObject({
      status: 403,
      code: "insufficient_scope",
      details: { scope: "tracks:write" },
    });

    const listed = await (await tenant.fetch("/v1/keys")).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain(key);
    const stored = JSON.stringify((await env.DB.prepare("select * from api_keys").all()).results);
    expect(stored).not.toContain(key);

    expect((await tenant.fetch(`/v1/keys/${id}`, { method: "DELETE" })).status).toBe(204);
    expect(await errorOf(await ask("/v1/tracks", { headers }))).toMatchObject({
      status: 401,
      code: "unauthenticated",
    });
    expect((await tenant.fetch(`/v1/keys/${id}`, { method: "DELETE" })).status).toBe(404);
  });

  test("a key hands on no scope that it lacks", async () => {
    const tenant = await createTenant(["keys:manage"]);
    const body = JSON.stringify({ name: "more", scopes: ["tracks:write"] });
    const answer = await tenant.fetch("/v1/keys", { method: "POST", body, headers: json });
    expect(await errorOf(answer)).toMatchObject({ status: 403, code: "insufficient_scope" });
  });

  test("another tenant's key cannot be revoked or seen", async () => {
    const [one, other] = [await createTenant(), await createTenant()];
    expect((await other.fetch(`/v1/keys/${one.keyId}`, { method: "DELETE" })).status).toBe(404);
    expect(await (await other.fetch("/v1/keys")).text()).not.toContain(one.keyId);
    expect((await one.fetch("/v1/keys")).status).toBe(200);
  });

  test.each([
    ["{}"],
    ['{"name":""}'],
    ['{"name":"x","scopes":["root"]}'],
    ['{"name":"x","expires_in_days":0}'],
  ])("refuses %s", async (body) => {
    const answer = await (await createTenant()).fetch("/v1/keys", { method: "POST", body, headers: json });
    expect(await errorOf(answer)).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("a repeated request under one Idempotency-Key makes one key", async () => {
    const tenant = await createTenant();
    const send = (name: string) =>
      tenant.fetch("/v1/keys", {
        method: "POST",
        body: JSON.stringify({ name }),
        headers: { ...json, "idempotency-key": "same" },
      });
    const [first, again] = [await (await send("a")).json<NewKey>(), await (await send("a")).json<NewKey>()];
    expect(again).toEqual(first);
    const kept = await env.DB.prepare("select * from idempotency_keys where tenant_id = ?")
      .bind(tenant.id)
      .all();
    expect(kept.results).toHaveLength(1);
    expect(JSON.stringify(kept.results)).not.toContain(first.key);
    expect(await errorOf(await send("b"))).toMatchObject({ status: 422, code: "idempotency_mismatch" });
  });
});

describe("the directory", () => {
  const keys = () => createApiKeyStore(openDatabase(env.DB));

  test("an expired key is refused, also while it is remembered", async () => {
    const tenant = await createTenant();
    await env.DB.prepare("update api_keys set expires_at = 5000 where id = ?").bind(tenant.keyId).run();
    let now = 4000;
    const directory = rememberKeys(
      createD1KeyDirectory(keys(), () => now),
      () => now,
    );
    expect((await directory.resolve(tenant.key))?.tenantId).toBe(tenant.id);
    now = 5000;
    expect(await directory.resolve(tenant.key)).toBeNull();
  });

  const principal: Principal = {
    tenantId: "t",
    actor: "key:k",
    role: "service",
    scopes: [],
    credentialId: "k",
    methods: [],
  };

  test("is asked again only when its answer has aged or is forgotten", async () => {
    let asked = 0;
    let now = 0;
    const behind: KeyDirectory = {
      resolve: async () => {
        asked++;
        return principal;
      },
      forget: () => {},
    };
    const directory = rememberKeys(behind, () => now);
    const key = mintApiKey();
    await directory.resolve(key);
    now = 29_999;
    await directory.resolve(key);
    expect(asked).toBe(1);
    now = 30_000;
    await directory.resolve(key);
    expect(asked).toBe(2);
    directory.forget("k");
    await directory.resolve(key);
    expect(asked).toBe(3);
  });

  test("a look-up that never ends, because its client hung up, holds up nobody else", async () => {
    const answers = [new Promise<Principal>(() => {}), Promise.resolve(principal)];
    const directory = rememberKeys({ resolve: () => answers.shift()!, forget: () => {} });
    const key = mintApiKey();
    void directory.resolve(key);
    const silence = new Promise((resolve) => setTimeout(resolve, 200, "silence"));
    expect(await Promise.race([directory.resolve(key), silence])).toBe(principal);
  });

  test("remembers nothing of what cannot be a key, however much of it comes", async () => {
    let asked = 0;
    const resolve = async () => {
      asked++;
      return null;
    };
    const directory = rememberKeys({ resolve, forget: () => {} });
    const junk = "x".repeat(10_000);
    expect([await directory.resolve(junk), await directory.resolve(junk), asked]).toEqual([null, null, 2]);
  });

  test("what is no key of ours costs no look-up; an unknown one is unknown", async () => {
    const directory = createD1KeyDirectory({
      ...keys(),
      findByHash: () => Promise.reject(new Error("asked")),
    });
    expect(await directory.resolve("not a key")).toBeNull();
    expect(await createD1KeyDirectory(keys()).resolve(mintApiKey())).toBeNull();
  });
});
