import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TenantMeter } from "../../durable-objects/tenant-meter.ts";
import { newId } from "../../src/database/index.ts";
import type { SyncRequest } from "../../src/tenants/index.ts";
import { createRequestMeter } from "../../src/tenants/request-meter.ts";
import { NOON } from "./room-visitor.ts";

const meterOf = (tenantId: string) => env.TENANT_METER.getByName(tenantId);
const asking = (fields: Partial<SyncRequest> = {}): SyncRequest => ({
  limit: null,
  spent: 0,
  returned: 0,
  period: 0,
  wanted: 0,
  needed: 0,
  ...fields,
});

/** An isolate of its own: its own tokens, the one real object. */
function createIsolate() {
  const background: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const meter = createRequestMeter<null>({
    sync: (tenantId, request) => meterOf(tenantId).sync(request),
    waitUntil: (_, promise) => void background.push(promise),
    onUnreachable: (_, __, error) => void failures.push(error),
    now: Date.now,
  });
  return { ...meter, background, failures };
}

/** Has every isolate send so many requests at once; gives how many passed. */
async function hammer(
  isolates: ReturnType<typeof createIsolate>[],
  tenantId: string,
  limit: number,
  each: number,
) {
  const counted = isolates.flatMap((isolate) =>
    Array.from({ length: each }, () => isolate.count(null, tenantId, limit)),
  );
  return (await Promise.all(counted)).filter((exhausted) => exhausted === null).length;
}

// No month ends while a test runs, and nothing that is held for a time.
beforeEach(() => void vi.setSystemTime(NOON));
afterEach(() => {
  vi.useRealTimers();
});

describe("many isolates on one object", () => {
  test("pass exactly as many requests as the month allows", async () => {
    const tenantId = newId();
    const isolates = Array.from({ length: 12 }, createIsolate);
    let passed = 0;
    for (let round = 0; round < 4; round++) passed += await hammer(isolates, tenantId, 100, 5);
    expect(passed).toBe(100);
    expect(isolates.flatMap(({ failures }) => failures)).toEqual([]);
    expect((await meterOf(tenantId).usage()).requests).toBe(100);
  });

  test("evictions in between give nothing twice", async () => {
    const tenantId = newId();
    let passed = 0;
    for (let round = 0; round < 5; round++) {
      passed += await hammer(Array.from({ length: 8 }, createIsolate), tenantId, 100, 4);
      await evictDurableObject(meterOf(tenantId));
    }
    expect(passed).toBeLessThanOrEqual(100);
    // Each round's isolates end with a token or two that nobody gives back.
    expect(passed).toBeGreaterThanOrEqual(60);
    expect((await meterOf(tenantId).usage()).requests).toBe(100);
  });

  test("without a limit nobody waits, and all is counted once it is reported", async () => {
    const tenantId = newId();
    const isolates = Array.from({ length: 5 }, createIsolate);
    for (const isolate of isolates)
      for (let i = 0; i < 20; i++) expect(isolate.count(null, tenantId, null)).toBeNull();
    await Promise.all(isolates.flatMap(({ background }) => background));
    for (const isolate of isolates) await isolate.settle(tenantId, null);
    expect((await meterOf(tenantId).usage()).requests).toBe(100);
  });

  test("two tenants never meet", async () => {
    const [a, b] = [newId(), newId()];
    const isolate = createIsolate();
    expect(await hammer([isolate], a, 10, 20)).toBe(10);
    expect(await hammer([isolate], b, 10, 5)).toBe(5);
    await meterOf(a).reserve({ id: "x", bytes: 10, limit: 10 });
    expect((await meterOf(b).reserve({ id: "x", bytes: 10, limit: 10 })).allowed).toBe(true);
    await isolate.settle(b, 10);
    expect(await meterOf(b).usage()).toMatchObject({ requests: 5, analyses: 0, sockets: 0 });
  });
});

describe("what is counted", () => {
  test("is there after an eviction, and after a crash right behind the answer", async () => {
    const tenantId = newId();
    const end = [() => evictDurableObject(meterOf(tenantId)), () => abortAllDurableObjects()];
    await meterOf(tenantId).sync(asking({ spent: 3 }));
    await meterOf(tenantId).take({ meter: "analyses", count: 2, limit: 2 });
    await meterOf(tenantId).reserve({ id: "a", bytes: 70, limit: 100 });
    await meterOf(tenantId).reserve({ id: "b", bytes: 20, limit: 100 });
    await meterOf(tenantId).settle({ id: "a", bytes: 60 });
    const another = (open: number) => ({ holder: "room", open, forMs: 90_000, wanted: 1, limit: 1 });
    await meterOf(tenantId).acquireSockets(another(0));
    for (const kill of end) {
      await kill();
      expect(await meterOf(tenantId).usage()).toMatchObject({
        requests: 3,
        analyses: 2,
        storage: { stored: 60, reserved: 20 },
        sockets: 1,
      });
      expect((await meterOf(tenantId).take({ meter: "analyses", count: 1, limit: 2 })).allowed).toBe(false);
      expect((await meterOf(tenantId).reserve({ id: "c", bytes: 21, limit: 100 })).allowed).toBe(false);
      expect(await meterOf(tenantId).acquireSockets(another(1))).toBe(0);
    }
  });

  test("begins anew with the month, but for what is held", async () => {
    const tenantId = newId();
    await meterOf(tenantId).sync(asking({ spent: 3 }));
    const { period } = await meterOf(tenantId).take({ meter: "analyses", count: 2, limit: 2 });
    await meterOf(tenantId).setStorage({ bytes: 50, revision: 0 });
    vi.setSystemTime(period.endsAt);
    expect(await meterOf(tenantId).usage()).toMatchObject({
      period: { startsAt: period.endsAt },
      requests: 0,
      analyses: 0,
      storage: { stored: 50 },
    });
    const taken = await meterOf(tenantId).take({ meter: "analyses", count: 2, limit: 2 });
    expect(taken).toMatchObject({ allowed: true, used: 2 });
    await meterOf(tenantId).giveBack({ meter: "analyses", count: 1, period: period.startsAt });
    expect((await meterOf(tenantId).usage()).analyses).toBe(2);
    await meterOf(tenantId).giveBack({ meter: "analyses", count: 1, period: period.endsAt });
    expect((await meterOf(tenantId).usage()).analyses).toBe(1);
  });

  test("reservations end after an hour and sockets when nobody speaks of them", async () => {
    const tenantId = newId();
    await meterOf(tenantId).reserve({ id: "a", bytes: 70, limit: 100 });
    await meterOf(tenantId).holdSockets({ holder: "room", open: 3, forMs: 90_000 });
    await meterOf(tenantId).holdSockets({ holder: "followed", open: 2, forMs: 3_600_000 });
    expect(await meterOf(tenantId).usage()).toMatchObject({ storage: { reserved: 70 }, sockets: 5 });
    vi.setSystemTime(NOON + 90_000);
    expect(await meterOf(tenantId).usage()).toMatchObject({ storage: { reserved: 70 }, sockets: 2 });
    vi.setSystemTime(NOON + 3_600_000);
    expect(await meterOf(tenantId).usage()).toMatchObject({ storage: { reserved: 0 }, sockets: 0 });
  });

  test("a sum of the record is taken unless something was stored meanwhile", async () => {
    const tenantId = newId();
    const { revision } = (await meterOf(tenantId).usage()).storage;
    expect(await meterOf(tenantId).setStorage({ bytes: 500, revision })).toBe(true);
    await meterOf(tenantId).release({ bytes: 100 });
    expect(await meterOf(tenantId).setStorage({ bytes: 500, revision })).toBe(false);
    expect((await meterOf(tenantId).usage()).storage.stored).toBe(400);
  });

  test("an object that is only looked at stores nothing", async () => {
    const tenantId = newId();
    await meterOf(tenantId).usage();
    await meterOf(tenantId).sync(asking());
    const keys = await runInDurableObject(
      meterOf(tenantId),
      (_, { storage }) => [...storage.kv.list()].length,
    );
    expect(keys).toBe(0);
  });
});

describe("malformed requests", () => {
  test.each<[string, (meter: TenantMeter) => Promise<unknown>]>([
    ["negative requests", (meter) => meter.sync(asking({ spent: -5 }))],
    ["no number", (meter) => meter.sync(asking({ limit: Number.NaN }))],
    ["half an analysis", (meter) => meter.take({ meter: "analyses", count: 0.5, limit: null })],
    ["negative bytes", (meter) => meter.reserve({ id: "a", bytes: -1, limit: null })],
    ["no id", (meter) => meter.reserve({ id: "", bytes: 1, limit: null })],
    ["endless bytes", (meter) => meter.release({ bytes: Number.POSITIVE_INFINITY })],
    ["negative sockets", (meter) => meter.holdSockets({ holder: "room", open: -1, forMs: 1 })],
    ["sockets for ever", (meter) => meter.holdSockets({ holder: "room", open: 1, forMs: 3_600_001 })],
    [
      "no sockets wanted",
      (meter) => meter.acquireSockets({ holder: "room", open: 1, forMs: 1, wanted: 0, limit: null }),
    ],
  ])("%s are rejected and change nothing", async (name, ask) => {
    await expect(runInDurableObject(meterOf(name), ask)).rejects.toThrow();
    expect(await meterOf(name).usage()).toMatchObject({
      requests: 0,
      analyses: 0,
      storage: { stored: 0, reserved: 0 },
      sockets: 0,
    });
  });
});
