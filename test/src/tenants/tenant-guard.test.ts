import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../../src/database/index.ts";
import type { Principal } from "../../../src/policy/index.ts";
import {
  createRevocationStore,
  type MeterNamespace,
  monthMeter,
  type TenantGuardParts,
} from "../../../src/tenants/index.ts";
import { errorOf } from "../../workers/gateway/tenant.ts";
import { guardedIsolate, tenantOf } from "./guarded-app.ts";

// What is issued now is issued at the moment at which something is revoked now, however long a test takes; and no month ends.
beforeEach(() => void vi.setSystemTime(Date.UTC(2026, 10, 15)));
afterEach(() => void vi.useRealTimers());

const store = (tenantId: string, subject: string, at = Date.now()) =>
  createRevocationStore(openDatabase(env.DB)).entry(tenantId, subject, at);

/** Counts requests of a tenant as if other isolates had passed them. */
const useUp = (tenantId: string, spent: number) =>
  env.TENANT_METER.getByName(tenantId).sync({
    limit: null,
    spent,
    returned: 0,
    period: 0,
    wanted: 0,
    needed: 0,
  });

/** Meters that do not answer, until they are told to. */
function brokenMeters() {
  const state = { isBroken: true, asked: 0 };
  const meters: MeterNamespace = {
    getByName: (tenantId) => {
      state.asked++;
      if (state.isBroken) throw new Error("the object is away");
      return env.TENANT_METER.getByName(tenantId);
    },
  };
  return { state, meters };
}

describe("a revocation", () => {
  test("written by another Worker acts within 2 s of traffic, one request late at the most", async () => {
    const principal = await tenantOf();
    const { ask, world } = guardedIsolate();
    expect((await ask(principal)).status).toBe(200);
    await store(principal.tenantId, "session:session-1");
    world.now += 2_000;
    expect((await ask(principal)).status).toBe(200);
    world.now += 1;
    expect((await ask(principal)).status).toBe(200);
    const refused = await ask(principal);
    expect(refused.headers.get("www-authenticate")).toContain("Bearer");
    expect(await errorOf(refused)).toMatchObject({ status: 401, code: "unauthenticated" });
  });

  test("acts on the first request after a pause", async () => {
    const principal = await tenantOf();
    const { ask, world } = guardedIsolate();
    await ask(principal);
    await store(principal.tenantId, "user:ada");
    world.now += 10_001;
    expect((await ask(principal)).status).toBe(401);
  });

  test("told to this isolate acts at once, and in new isolates from their first request on", async () => {
    const principal = await tenantOf();
    const [here, elsewhere] = [guardedIsolate(), guardedIsolate()];
    await here.ask(principal);
    await store(principal.tenantId, "user:ada");
    here.guard.revoke(principal.tenantId, "user:ada");
    expect((await here.ask(principal)).status).toBe(401);
    expect((await elsewhere.ask(principal)).status).toBe(401);
  });

  test("has a key asked about anew when something of its maker was revoked, and refuses one that is nobody's by then", async () => {
    const owner = await tenantOf();
    const key: Principal = {
      ...owner,
      actor: "key:k1",
      role: "service",
      credentialId: "k1",
      madeBy: "user:ada",
      issuedAt: Date.now(),
    };
    const answers = [{ ...key, issuedAt: Date.now() + 2_000 }, null];
    const { ask } = guardedIsolate({ renewKey: async () => answers.shift() ?? null });
    expect((await ask(key)).status).toBe(200);
    expect(answers).toHaveLength(2);
    await store(owner.tenantId, "user:ada");
    expect((await guardedIsolate().ask(key)).status).toBe(401);
    const { ask: askLater } = guardedIsolate({ renewKey: async () => answers.shift() ?? null });
    expect((await askLater(key)).status).toBe(200);
    expect((await askLater(key)).status).toBe(401);
  });

  test("leaves alone what was issued since, other people, and other tenants", async () => {
    const [principal, other] = [await tenantOf(), await tenantOf()];
    const { ask } = guardedIsolate();
    await store(principal.tenantId, "user:ada");
    expect((await ask(principal)).status).toBe(401);
    expect((await ask({ ...principal, issuedAt: Date.now() + 1_000 })).status).toBe(200);
    expect((await ask({ ...principal, actor: "user:bob", credentialId: "s2" })).status).toBe(200);
    expect((await ask(other)).status).toBe(200);
  });

  test("of more than a thousand none is missed", async () => {
    const principal = await tenantOf();
    await env.DB.prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500)
       insert into revocations (tenant_id, subject, at) select ?, 'session:' || i, ? from n`,
    )
      .bind(principal.tenantId, Date.now())
      .run();
    const { ask } = guardedIsolate();
    for (const credentialId of ["1", "1000", "1001", "2500"])
      expect((await ask({ ...principal, credentialId })).status, credentialId).toBe(401);
    expect((await ask({ ...principal, credentialId: "2501" })).status).toBe(200);
  });

  test("a credential of a tenant that is gone is good for nothing", async () => {
    const principal = await tenantOf();
    const { ask, world } = guardedIsolate();
    await ask(principal);
    await env.DB.prepare("delete from tenants where id = ?").bind(principal.tenantId).run();
    world.now += 10_001;
    expect((await ask(principal)).status).toBe(401);
  });
});

describe("networks", () => {
  const from = (address: string) => ({ headers: { "cf-connecting-ip": address } });

  test("an empty list lets requests come from anywhere, another one from its blocks only", async () => {
    const open = await tenantOf();
    const closed = await tenantOf("self-hosted", ["192.0.2.0/24", "2001:db8::/32"]);
    const { ask, refusals } = guardedIsolate();
    expect((await ask(open)).status).toBe(200);
    for (const address of ["192.0.2.7", "2001:db8:5::1", "::ffff:192.0.2.9"])
      expect((await ask(closed, "/v1/work", from(address))).status, address).toBe(200);
    for (const address of ["192.0.3.7", "2001:db9::1", "unknown", ""])
      expect(await errorOf(await ask(closed, "/v1/work", from(address))), address).toMatchObject({
        status: 403,
        code: "network_not_allowed",
      });
    expect((await ask(closed)).status).toBe(403);
    // The trail hears of it once a minute.
    expect(refusals).toEqual(["network_not_allowed"]);
  });

  test("a header that a client sets by itself changes nothing", async () => {
    const closed = await tenantOf("self-hosted", ["192.0.2.0/24"]);
    const headers = {
      "cf-connecting-ip": "203.0.113.1",
      "x-forwarded-for": "192.0.2.1",
      "x-real-ip": "192.0.2.1",
    };
    expect((await guardedIsolate().ask(closed, "/v1/work", { headers })).status).toBe(403);
  });
});

describe("the month's requests", () => {
  test("pass to the last one; then 429 says until when, and what is not metered goes on", async () => {
    const principal = await tenantOf("free");
    await useUp(principal.tenantId, 9_998);
    const { ask, world, refusals } = guardedIsolate();
    expect((await ask(principal)).status).toBe(200);
    expect((await ask(principal)).status).toBe(200);
    for (let i = 0; i < 3; i++) {
      const refused = await ask(principal);
      const untilEnd = Math.ceil((monthMeter.monthAt(world.now).endsAt - world.now) / 1_000);
      expect(Number(refused.headers.get("retry-after"))).toBe(Math.min(untilEnd, 86_400));
      expect(await errorOf(refused)).toMatchObject({
        code: "quota_exceeded",
        details: { meter: "requests", limit: 10_000, used: 10_000 },
      });
    }
    expect(refusals).toEqual(["quota_exceeded"]);
    expect((await ask(principal, "/v1/usage")).status).toBe(200);
    expect((await ask(principal, "/v1/tenant")).status).toBe(200);
    expect((await guardedIsolate().ask(principal)).status).toBe(429);
  });

  test("a bigger plan acts within seconds", async () => {
    const principal = await tenantOf("free");
    await useUp(principal.tenantId, 10_000);
    const { ask, world } = guardedIsolate();
    expect((await ask(principal)).status).toBe(429);
    await env.DB.prepare("update tenants set plan = 'studio' where id = ?").bind(principal.tenantId).run();
    world.now += 2_001;
    await ask(principal);
    world.now += 2_001;
    await ask(principal);
    expect((await ask(principal)).status).toBe(200);
  });

  test("of one tenant are not another's", async () => {
    const [a, b] = [await tenantOf("free"), await tenantOf("free")];
    await useUp(a.tenantId, 10_000);
    const { ask, guard } = guardedIsolate();
    expect((await ask(a)).status).toBe(429);
    expect((await ask(b)).status).toBe(200);
    expect(await guard.usage(b.tenantId)).toMatchObject({ requests: 1 });
  });
});

describe("while something is away", () => {
  test("the meter: requests pass, revocations still act, and it is asked less and less", async () => {
    const principal = await tenantOf("free");
    const { state, meters } = brokenMeters();
    const { ask, world } = guardedIsolate({ meters });
    for (let i = 0; i < 40; i++) {
      expect((await ask(principal)).status).toBe(200);
      world.now += 1_000;
    }
    expect(state.asked).toBeLessThan(8);
    await store(principal.tenantId, "user:ada");
    world.now += 2_001;
    await ask(principal);
    expect((await ask(principal)).status).toBe(401);
    state.isBroken = false;
    world.now += 30_000;
    const bob = { ...principal, actor: "user:bob", credentialId: "s2" };
    await ask(bob);
    expect((await env.TENANT_METER.getByName(principal.tenantId).usage()).requests).toBeGreaterThanOrEqual(
      40,
    );
  });

  test("the record: who is known goes on, who is not hears 503 with Retry-After", async () => {
    const [known, unknown] = [await tenantOf(), await tenantOf()];
    let isAway = false;
    const { rules } = rulesThat(() => isAway);
    const { ask, world } = guardedIsolate({ rules });
    expect((await ask(known)).status).toBe(200);
    isAway = true;
    world.now += 60_000;
    expect((await ask(known)).status).toBe(200);
    const refused = await ask(unknown);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await errorOf(refused)).toMatchObject({ status: 503, code: "identity_unavailable" });
  });

  function rulesThat(isAway: () => boolean): Pick<TenantGuardParts, "rules"> {
    const revocations = createRevocationStore(openDatabase(env.DB));
    return {
      rules: {
        read: async (tenantId, cursor) => {
          if (isAway()) throw new Error("D1 is away");
          const tenant = {
            id: tenantId,
            name: "test",
            slug: null,
            logo: null,
            metadata: null,
            createdAt: new Date(0),
            plan: "self-hosted",
            allowedNetworks: [],
          };
          return { tenant, revocations: await revocations.after(tenantId, cursor) };
        },
      },
    };
  }
});

test("requests at once share no promise: each has its own answer, and D1 is read once", async () => {
  const principal = await tenantOf("free");
  const { ask, world, guard } = guardedIsolate();
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(principal)));
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
  expect(world.reads).toBe(1);
  expect(await guard.usage(principal.tenantId)).toMatchObject({ requests: 40 });
});
