import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
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
