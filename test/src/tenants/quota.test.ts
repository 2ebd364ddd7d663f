import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Upload } from "../../../src/catalog/contract.ts";
import { createTrackStore } from "../../../src/catalog/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import { createTenantQuota, createTenantStore, PLANS, reconcileStorage } from "../../../src/tenants/index.ts";
import { createQuota } from "../../../src/tenants/quota.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { createTenant, errorOf, type Tenant } from "../../workers/gateway/tenant.ts";

// No month ends while a test runs.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => void vi.useRealTimers());

const meterOf = (tenantId: string) => env.TENANT_METER.getByName(tenantId);
const storageOf = async (tenantId: string) => (await meterOf(tenantId).usage()).storage;
const LIMIT = PLANS.free.storageBytes;

async function freeTenant(): Promise<Tenant> {
  const tenant = await createTenant();
  await env.DB.prepare("update tenants set plan = 'free' where id = ?").bind(tenant.id).run();
  return tenant;
}

const upload = (tenant: Tenant, variant: number) =>
  tenant.fetch("/v1/tracks", { method: "POST", body: formOf(wavFile(0.5, variant)) });

/** Quotas as a room of the gateway has them, on plans of its own. */
const quota = createQuota({
  meters: env.TENANT_METER,
  planOf: async () => ({ requestsPerMonth: 1, analysesPerMonth: 2, storageBytes: 100, sockets: 2 }),
  log: createLogger("error"),
  now: Date.now,
});

describe("the catalogue, through the gateway", () => {
  test("sets bytes aside for an upload, keeps those that were stored, and lets go of them with the track", async () => {
    const tenant = await freeTenant();
    const { track } = await (await upload(tenant, 21)).json<Upload>();
    const size = wavFile(0.5, 21).length;
    expect(await storageOf(tenant.id)).toMatchObject({ stored: size, reserved: 0 });
    expect((await meterOf(tenant.id).usage()).analyses).toBe(1);
    // The same bytes again: nothing is stored, and nothing analysed.
    expect((await upload(tenant, 21)).status).toBe(200);
    expect(await storageOf(tenant.id)).toMatchObject({ stored: size, reserved: 0 });
    expect((await meterOf(tenant.id).usage()).analyses).toBe(1);
    expect((await tenant.fetch(`/v1/tracks/${track.id}`, { method: "DELETE" })).status).toBe(204);
    expect(await storageOf(tenant.id)).toMatchObject({ stored: 0, reserved: 0 });
  });

  test("refuses an upload that does not fit, keeps nothing of it, and lets go of what it had set aside", async () => {
    const tenant = await freeTenant();
    await meterOf(tenant.id).setStorage({ bytes: LIMIT - 10, revision: 0 });
    const refused = await upload(tenant, 22);
    expect(refused.headers.get("retry-after")).toBeNull();
    expect(await errorOf(refused)).toMatchObject({
      status: 429,
      code: "quota_exceeded",
      details: { meter: "storage_bytes", limit: LIMIT, used: LIMIT - 10 },
    });
    expect(await storageOf(tenant.id)).toMatchObject({ stored: LIMIT - 10, reserved: 0 });
    expect((await env.AUDIO.list({ prefix: tenant.id })).objects).toEqual([]);
    expect(await createTrackStore(openDatabase(env.DB)).storedBytes(tenant.id)).toBe(0);
  });

  test("sets nothing aside for what is no recording", async () => {
    const tenant = await freeTenant();
    const body = formOf(new TextEncoder().encode("not a sound".repeat(1_000)));
    expect((await tenant.fetch("/v1/tracks", { method: "POST", body })).status).toBe(415);
    expect(await meterOf(tenant.id).usage()).toMatchObject({
      analyses: 0,
      storage: { stored: 0, reserved: 0 },
    });
  });

  test("queues no analysis beyond the month's, and says when the next ones come", async () => {
    const tenant = await freeTenant();
    const { track } = await (await upload(tenant, 23)).json<Upload>();
    await meterOf(tenant.id).take({ meter: "analyses", count: 199, limit: 200 });
    for (const refused of [
      await upload(tenant, 24),
      await tenant.fetch(`/v1/tracks/${track.id}/analyses`, { method: "POST" }),
    ]) {
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await errorOf(refused)).toMatchObject({
        status: 429,
        code: "quota_exceeded",
        details: { meter: "analyses", limit: 200, used: 200 },
      });
    }
    expect(await storageOf(tenant.id)).toMatchObject({ stored: wavFile(0.5, 23).length, reserved: 0 });
  });
});

describe("by itself", () => {
  test("an analysis that was not queued is given back, once", async () => {
    const tenantId = newId();
    const giveBack = await quota.takeAnalysis(tenantId);
    await quota.takeAnalysis(tenantId);
    await expect(quota.takeAnalysis(tenantId)).rejects.toMatchObject({ code: "quota_exceeded" });
    await giveBack();
    await quota.takeAnalysis(tenantId);
    await expect(quota.takeAnalysis(tenantId)).rejects.toMatchObject({
      details: { meter: "analyses", limit: 2, used: 2 },
    });
  });

  test("sockets are refused beyond the plan's, and free again when one closes", async () => {
    const tenantId = newId();
    const holding = (room: string, open: number) => ({ holder: room, open, forMs: 90_000 });
    const ask = (room: string, open: number, wanted = 1) =>
      quota.acquireSockets(tenantId, { ...holding(room, open), wanted });
    expect(await ask("room-1", 0)).toBe(1);
    expect(await ask("room-2", 0, 3)).toBe(1);
    expect(await ask("room-1", 1)).toBe(0);
    await quota.holdSockets(tenantId, holding("room-2", 0));
    expect(await ask("room-1", 1)).toBe(1);
    await quota.holdSockets(tenantId, holding("room-1", 1));
    expect(await ask("room-2", 0)).toBe(1);
  });

  test("of a plan without a limit nobody is asked for sockets", async () => {
    const tenantId = newId();
    const meters = {
      getByName: () => {
        throw new Error("asked");
      },
    };
    const free = createQuota({
      meters,
      planOf: async () => PLANS["self-hosted"],
      log: { ...createLogger("error"), warn: (event) => expect.unreachable(event) },
      now: Date.now,
    });
    expect(await free.acquireSockets(tenantId, { holder: "room", open: 0, forMs: 1, wanted: 500 })).toBe(500);
  });

  test("a plan that is read by itself is remembered for ten seconds, each tenant's by itself", async () => {
    const plans: Record<string, string> = { a: "free", b: "studio" };
    const world = { now: 0, reads: 0 };
    const own = createTenantQuota({
      meters: env.TENANT_METER,
      tenants: {
        find: async (tenantId) => {
          world.reads++;
          const plan = plans[tenantId];
          return plan === undefined ? null : { plan };
        },
      },
      log: createLogger("error"),
      now: () => world.now,
    });
    const most = (tenantId: string) =>
      own.acquireSockets(tenantId, { holder: "room", open: 0, forMs: 90_000, wanted: 1_000 });
    expect(await most("a")).toBe(5);
    plans.a = "label";
    world.now = 9_999;
    expect([await most("a"), world.reads]).toEqual([5, 1]);
    expect([await most("b"), world.reads]).toEqual([100, 2]);
    expect(await most("a")).toBe(1_000);
    expect(await most("nobody")).toBe(5);
  });

  test("a meter that does not answer stops nothing", async () => {
    const lines: string[] = [];
    const log = createLogger("error");
    const failing = createQuota({
      meters: {
        getByName: () => {
          throw new Error("the object is away");
        },
      },
      planOf: async () => PLANS.free,
      log: { ...log, warn: (event) => void lines.push(event) },
      now: Date.now,
    });
    await failing.reserveStorage("t", "a", 10);
    await failing.settleStorage("t", "a", 10);
    await failing.releaseStorage("t", 10);
    await (await failing.takeAnalysis("t"))();
    const holding = { holder: "room", open: 0, forMs: 1 };
    expect(await failing.acquireSockets("t", { ...holding, wanted: 6 })).toBe(6);
    await failing.holdSockets("t", holding);
    expect(new Set(lines)).toEqual(new Set(["tenant_meter_unreachable"]));
    await expect(failing.reconcileStorage("t", async () => 5)).rejects.toThrow("away");
  });
});

test("what lost messages left wrong is put right from the record, tenant by tenant", async () => {
  const db = openDatabase(env.DB);
  const tenant = await freeTenant();
  const { track } = await (await upload(tenant, 25)).json<Upload>();
  const { revision } = await storageOf(tenant.id);
  await meterOf(tenant.id).setStorage({ bytes: 12_345, revision });
  const stored = createTrackStore(db).storedBytes;
  const parts = { tenants: createTenantStore(db), quota, log: createLogger("error") };
  for (let i = 0; i < 20 && (await storageOf(tenant.id)).stored === 12_345; i++)
    expect(await reconcileStorage(parts, stored)).toBeGreaterThan(0);
  expect((await storageOf(tenant.id)).stored).toBe(track.audio.size_bytes);
  const failing = async () => Promise.reject(new Error("D1 is away"));
  const log = { ...createLogger("error"), warn: () => {} };
  expect(await reconcileStorage({ ...parts, log }, failing)).toBe(0);
});
