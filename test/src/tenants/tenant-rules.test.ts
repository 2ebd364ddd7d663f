import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWithin } from "../../../src/tenants/network.ts";
import type { StoredRules } from "../../../src/tenants/rules-store.ts";
import { createTenantRules, FRESH_MS, USABLE_MS } from "../../../src/tenants/tenant-rules.ts";

const DAY_MS = 24 * 3_600_000;

/** A record in this process that counts how often it is read, with a clock that the test moves. */
function createWorld() {
  const world = {
    now: DAY_MS * 400,
    reads: 0,
    fails: false,
    hold: undefined as Promise<void> | undefined,
    tenant: { plan: "free", allowedNetworks: [] as string[] },
    gone: false,
    journal: [] as { cursor: number; tenantId: string; subject: string; at: number }[],
    failures: [] as unknown[],
    background: [] as Promise<unknown>[],
    revoke: (subject: string, tenantId = "a") =>
      world.journal.push({ cursor: world.journal.length + 1, tenantId, subject, at: world.now }),
    read: async (tenantId: string, cursor: number): Promise<StoredRules> => {
      world.reads++;
      const answer = {
        tenant: world.gone
          ? null
          : {
              ...world.tenant,
              id: tenantId,
              name: "",
              slug: null,
              logo: null,
              metadata: null,
              createdAt: new Date(0),
            },
        revocations: world.journal.filter((one) => one.tenantId === tenantId && one.cursor > cursor),
      };
      if (world.fails) throw new Error("D1 is away");
      await world.hold;
      return answer;
    },
    isolate: () =>
      createTenantRules<null>({
        read: (tenantId, cursor) => world.read(tenantId, cursor),
        waitUntil: (_, promise) => void world.background.push(promise),
        onUnreadable: (_, __, error) => void world.failures.push(error),
        now: () => world.now,
        pause: () => Promise.resolve(),
      }),
    settle: async () => {
      while (world.background.length > 0) await world.background.pop();
    },
  };
  return world;
}

describe("a copy", () => {
  test("is read once, serves for 2 s, is then renewed in the background, and after 10 s before it is used", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    const first = isolate.of(null, "a");
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toMatchObject({ planName: "free", networks: [] });

    world.tenant.plan = "studio";
    world.now += FRESH_MS;
    expect(isolate.of(null, "a")).toMatchObject({ planName: "free" });
    expect(world.reads).toBe(1);
    world.now += 1;
    expect(isolate.of(null, "a")).toMatchObject({ planName: "free" });
    await world.settle();
    expect(world.reads).toBe(2);
    expect(isolate.of(null, "a")).toMatchObject({ planName: "studio" });

    world.tenant.plan = "label";
    world.now += USABLE_MS + 1;
    const late = isolate.of(null, "a");
    expect(late).toBeInstanceOf(Promise);
    expect(await late).toMatchObject({ planName: "label" });
  });

  test("many requests at once read once, and each waits by itself", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    const all = Array.from({ length: 50 }, () => isolate.of(null, "a"));
    expect((await Promise.all(all)).every((rules) => rules?.planName === "free")).toBe(true);
    expect(world.reads).toBe(1);
  });

  test("whose question ended with its request is asked for anew by another one", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    world.hold = new Promise(() => {});
    void isolate.of(null, "a");
    await Promise.resolve();
    world.hold = undefined;
    world.now += 4_001;
    expect(await isolate.of(null, "a")).toMatchObject({ planName: "free" });
    expect(world.reads).toBe(2);
  });

  test("of a tenant that is not there says so; one of an unknown plan gets the smallest", async () => {
    const world = createWorld();
    world.tenant.plan = "platinum";
    expect(await world.isolate().of(null, "a")).toMatchObject({ planName: "free" });
    world.gone = true;
    expect(await world.isolate().of(null, "a")).toBeNull();
  });

  test("keeps a block that cannot be read as one that lets nobody in", async () => {
    const world = createWorld();
    world.tenant.allowedNetworks = ["10.0.0.0/8", "everywhere"];
    const networks = (await world.isolate().of(null, "a"))?.networks ?? [];
    expect(networks).toHaveLength(2);
    expect(isWithin("10.1.2.3", networks)).toBe(true);
    for (const address of ["0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "::1:0:0"])
      expect(isWithin(address, networks), address).toBe(false);
  });

  test("that is forgotten is read before the next request", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    await isolate.of(null, "a");
    world.tenant.plan = "studio";
    isolate.forget("a");
    expect(await isolate.of(null, "a")).toMatchObject({ planName: "studio" });
  });
});

describe("while the record cannot be read", () => {
  test("what is known goes on, attempts get further apart, and nobody waits", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    world.revoke("key:k");
    await isolate.of(null, "a");
    world.fails = true;
    world.now += USABLE_MS + 1;
    // The first one after the pause finds out.
    expect((await isolate.of(null, "a"))?.revoked.has("key:k")).toBe(true);
    for (let i = 0; i < 600; i++) {
      world.now += 100;
      expect(isolate.of(null, "a")).not.toBeInstanceOf(Promise);
      await world.settle();
    }
    expect(world.failures.length).toBeGreaterThan(3);
    expect(world.failures.length).toBeLessThan(8);
    world.fails = false;
    world.revoke("key:l");
    world.now += 30_000;
    isolate.of(null, "a");
    await world.settle();
    expect((await isolate.of(null, "a"))?.revoked.has("key:l")).toBe(true);
  });

  test("a tenant of whom nothing is known cannot be judged, until it can", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    world.fails = true;
    expect(await isolate.of(null, "a")).toBeUndefined();
    world.fails = false;
    expect(await isolate.of(null, "a")).toBeUndefined();
    world.now += 1_001;
    expect(await isolate.of(null, "a")).toMatchObject({ planName: "free" });
  });

  test("after a pause the first request waits again, so that no old copy outlives the outage", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    await isolate.of(null, "a");
    world.fails = true;
    world.now += USABLE_MS + 1;
    await isolate.of(null, "a");
    world.fails = false;
    world.revoke("key:k");
    world.now += 3_600_000;
    expect((await isolate.of(null, "a"))?.revoked.has("key:k")).toBe(true);
  });
});

describe("revocations", () => {
  test("act here at once when told here, without waiting for the record", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    const rules = await isolate.of(null, "a");
    isolate.revoke("a", "key:k");
    isolate.revoke("unheard of", "key:k");
    expect(rules?.revoked.has("key:k")).toBe(true);
  });

  test("of one tenant are not another's", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    world.revoke("key:k", "a");
    expect((await isolate.of(null, "a"))?.revoked.size).toBe(1);
    expect((await isolate.of(null, "b"))?.revoked.size).toBe(0);
  });

  test("are let go of after a day", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    world.revoke("key:k");
    await isolate.of(null, "a");
    world.now += DAY_MS + 1;
    world.journal = [];
    expect((await isolate.of(null, "a"))?.revoked.size).toBe(0);
  });

  const step = fc.record({
    what: fc.constantFrom("revoke", "revoke", "request", "request", "request", "fail", "recover", "restart"),
    subject: fc.constantFrom("key:1", "key:2", "user:1", "session:1"),
    forwardMs: fc.nat({ max: 4_000 }),
  });

  test("are never lost and never put back, and act within 2 s of traffic while the record can be read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const world = createWorld();
        let isolate = world.isolate();
        let failingSince: number | undefined;
        let healthySince = world.now;
        const seen = new Map<string, number>();
        for (const { what, subject, forwardMs } of steps) {
          world.now += forwardMs;
          if (what === "revoke") world.revoke(subject);
          else if (what === "fail") {
            world.fails = true;
            failingSince ??= world.now;
          } else if (what === "recover") {
            world.fails = false;
            failingSince = undefined;
            healthySince = world.now;
          } else if (what === "restart") {
            isolate = world.isolate();
            seen.clear();
          } else {
            const found = isolate.of(null, "a");
            const rules = await found;
            await world.settle();
            if (!rules) continue;
            for (const [known, at] of seen) expect(rules.revoked.get(known) ?? 0).toBeGreaterThanOrEqual(at);
            for (const [known, at] of rules.revoked) seen.set(known, at);
            if (failingSince !== undefined || world.now - healthySince < 35_000) continue;
            // At most one request late: this one had the copy renewed, so the next one knows.
            const next = await isolate.of(null, "a");
            for (const one of world.journal)
              if (one.at < world.now - FRESH_MS)
                expect(next?.revoked.get(one.subject)).toBeGreaterThanOrEqual(one.at);
          }
        }
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
