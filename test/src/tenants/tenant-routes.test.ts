import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Tenant, Usage } from "../../../src/tenants/contract.ts";
import type { Meter, MeterNamespace } from "../../../src/tenants/index.ts";
import { errorOf } from "../../workers/gateway/tenant.ts";
import { guardedIsolate, tenantOf } from "./guarded-app.ts";

// No month ends while a test runs.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => void vi.useRealTimers());

const patch = (changes: unknown, address?: string): RequestInit => ({
  method: "PATCH",
  body: JSON.stringify(changes),
  headers: {
    "content-type": "application/json",
    ...(address !== undefined && { "cf-connecting-ip": address }),
  },
});

describe("GET /v1/usage", () => {
  test("shows each meter with its limit, what is left and when it begins anew", async () => {
    const principal = await tenantOf("free");
    const meter = env.TENANT_METER.getByName(principal.tenantId);
    const { ask } = guardedIsolate();
    for (let i = 0; i < 5; i++) await ask(principal);
    await meter.take({ meter: "analyses", count: 3, limit: 200 });
    await meter.reserve({ id: "a", bytes: 1_000, limit: null });
    await meter.settle({ id: "a", bytes: 900 });
    await meter.reserve({ id: "b", bytes: 100, limit: null });
    await meter.holdSockets({ holder: "room", open: 1, forMs: 90_000 });
    const response = await ask(principal, "/v1/usage");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const usage = await response.json<Usage>();
    const endsAt = usage.period.ends_at;
    expect(usage).toMatchObject({
      type: "usage",
      plan: "free",
      requests: { used: 5, limit: 10_000, remaining: 9_995, resets_at: endsAt },
      analyses: { used: 3, limit: 200, remaining: 197, resets_at: endsAt },
      storage_bytes: { used: 1_000, limit: 2_000_000_000, remaining: 1_999_999_000, resets_at: null },
      sockets: { used: 1, limit: 5, remaining: 4, resets_at: null },
    });
    expect(new Date(endsAt).getTime()).toBeGreaterThan(new Date(usage.as_of).getTime());
    expect(endsAt).toMatch(/-01T00:00:00.000Z$/);
  });

  test.each([
    ["fails", () => Promise.reject(new Error("the object is away"))],
    ["is silent", () => new Promise<never>(() => {})],
  ])("answers 503 while the tenant's meter %s, and all is there when it is back", async (_, failing) => {
    const principal = await tenantOf();
    let isAway = true;
    const meters: MeterNamespace = {
      getByName: (tenantId) => {
        const meter = env.TENANT_METER.getByName(tenantId);
        return {
          ...({} as Meter),
          sync: (asked) => meter.sync(asked),
          usage: () => (isAway ? failing() : meter.usage()),
        };
      },
    };
    const { ask } = guardedIsolate({ meters });
    await ask(principal);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let isAnswered = false;
    const asked = ask(principal, "/v1/usage").finally(() => {
      isAnswered = true;
    });
    while (!isAnswered) await vi.advanceTimersByTimeAsync(1_000);
    const away = await asked;
    vi.useRealTimers();
    expect(away.headers.get("retry-after")).toBe("2");
    expect(await errorOf(away)).toMatchObject({ status: 503, code: "meter_unavailable" });
    isAway = false;
    expect(await (await ask(principal, "/v1/usage")).json()).toMatchObject({ requests: { used: 1 } });
  });

  test("has no limits to show where there are none", async () => {
    const principal = await tenantOf();
    const { ask } = guardedIsolate();
    await ask(principal);
    const usage = await (await ask(principal, "/v1/usage")).json<Usage>();
    expect(usage.plan).toBe("self-hosted");
    expect(usage.requests).toMatchObject({ used: 1, limit: null, remaining: null });
    expect(usage.storage_bytes).toEqual({ used: 0, limit: null, remaining: null, resets_at: null });
  });
});

describe("the tenant's settings", () => {
  test("are read, and changed with an entry in the trail that does not say to what", async () => {
    const principal = await tenantOf();
    const { ask } = guardedIsolate();
    expect(await (await ask(principal, "/v1/tenant")).json()).toMatchObject({
      id: principal.tenantId,
      type: "tenant",
      name: "test",
      plan: "self-hosted",
      allowed_networks: [],
    });
    const changed = await ask(principal, "/v1/tenant", patch({ name: "  Engines  " }));
    expect(await changed.json<Tenant>()).toMatchObject({ name: "Engines", allowed_networks: [] });
    const { results } = await env.DB.prepare(
      "select action, outcome, actor, target, details, sequence from audit_events where tenant_id = ?",
    )
      .bind(principal.tenantId)
      .all();
    expect(results).toEqual([
      {
        action: "tenant_updated",
        outcome: "done",
        actor: "user:ada",
        target: `tenant:${principal.tenantId}`,
        details: '{"name_changed":true}',
        sequence: 1,
      },
    ]);
  });

  test("a list of networks is kept as standards write it, and acts here at once, elsewhere in 2 s", async () => {
    const principal = await tenantOf();
    const [here, elsewhere] = [guardedIsolate(), guardedIsolate()];
    await elsewhere.ask(principal);
    const networks = ["192.0.2.77/24", "2001:0DB8::/32", "192.0.2.0/24"];
    const changed = await here.ask(
      principal,
      "/v1/tenant",
      patch({ allowed_networks: networks }, "192.0.2.1"),
    );
    expect(await changed.json<Tenant>()).toMatchObject({
      name: "test",
      allowed_networks: ["192.0.2.0/24", "2001:db8::/32"],
    });
    const outside = { headers: { "cf-connecting-ip": "203.0.113.1" } };
    expect((await here.ask(principal, "/v1/work", outside)).status).toBe(403);
    elsewhere.world.now += 2_001;
    await elsewhere.ask(principal, "/v1/work", outside);
    expect((await elsewhere.ask(principal, "/v1/work", outside)).status).toBe(403);
  });

  test.each([
    ["from elsewhere", "203.0.113.1"],
    ["from who knows where", undefined],
    ["from what is no address", "unknown"],
  ])("a list that would lock its sender out is refused, %s", async (_, address) => {
    const principal = await tenantOf();
    const { ask } = guardedIsolate();
    const refused = await ask(
      principal,
      "/v1/tenant",
      patch({ allowed_networks: ["192.0.2.0/24"] }, address),
    );
    expect(await errorOf(refused)).toMatchObject({ status: 400, code: "invalid_request" });
    expect((await ask(principal)).status).toBe(200);
    const { results } = await env.DB.prepare("select id from audit_events where tenant_id = ?")
      .bind(principal.tenantId)
      .all();
    expect(results).toEqual([]);
  });

  test("an empty list opens it again, from wherever it may be asked", async () => {
    const principal = await tenantOf("self-hosted", ["192.0.2.0/24"]);
    const { ask } = guardedIsolate();
    expect((await ask(principal, "/v1/tenant", patch({ allowed_networks: [] }, "203.0.113.1"))).status).toBe(
      403,
    );
    expect((await ask(principal, "/v1/tenant", patch({ allowed_networks: [] }, "192.0.2.1"))).status).toBe(
      200,
    );
    expect((await ask(principal)).status).toBe(200);
  });

  test.each([
    ["nothing", {}],
    ["an empty name", { name: " " }],
    ["a long name", { name: "x".repeat(101) }],
    ["no block", { allowed_networks: ["192.0.2.0/33"] }],
    ["a host name", { allowed_networks: ["example.org"] }],
    ["too many blocks", { allowed_networks: Array.from({ length: 51 }, (_, i) => `10.0.${i}.0/24`) }],
    ["no list", { allowed_networks: "192.0.2.0/24" }],
    ["a plan, which is not theirs to choose", { plan: "label" }],
  ])("refuses %s", async (_, changes) => {
    const principal = await tenantOf();
    const refused = await guardedIsolate().ask(principal, "/v1/tenant", patch(changes, "192.0.2.1"));
    expect(await errorOf(refused)).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("of one tenant are never another's", async () => {
    const [a, b] = [await tenantOf(), await tenantOf()];
    const { ask } = guardedIsolate();
    await ask(a, "/v1/tenant", patch({ name: "only a", allowed_networks: ["192.0.2.0/24"] }, "192.0.2.1"));
    expect(await (await ask(b, "/v1/tenant")).json()).toMatchObject({ name: "test", allowed_networks: [] });
    expect((await ask(b)).status).toBe(200);
  });
});
