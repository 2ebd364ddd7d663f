import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { genesisOf, link } from "../../../src/compliance/audit-hash.ts";
import { createAuditStore } from "../../../src/compliance/audit-store.ts";
import { type AuditEvent, createAuditTrail } from "../../../src/compliance/index.ts";
import { verifyChain } from "../../../src/compliance/verify-chain.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { tenants } from "../../../src/tenants/tables.ts";

const db = () => openDatabase(env.DB);
const trailAt = (now?: () => number) => createAuditTrail(db(), now);
const made = (details: AuditEvent["details"] = {}): AuditEvent => ({
  action: "key_created",
  outcome: "done",
  actor: "user:ana",
  target: "key:k1",
  details,
});

async function chainOf(tenantId: string) {
  const { events, more, head } = await trailAt().page(tenantId, { limit: 1000 });
  expect(more).toBe(false);
  return { events, head, verdict: await verifyChain(events, { tenantId, head }) };
}

async function rows(tenantId: string) {
  const { results } = await env.DB.prepare("select * from audit_events where tenant_id = ? order by sequence")
    .bind(tenantId)
    .all<Record<string, unknown>>();
  return results;
}

describe("the chain in the database", () => {
  test("an event gets its place, with what it told and the hash before", async () => {
    const tenantId = newId();
    const trail = trailAt(() => 1_000);
    expect(await trail.head(tenantId)).toMatchObject({ sequence: 0 });
    await trail.record(tenantId, made({ scopes: "tracks:read", count: 2, first: true }));
    await trail.record(tenantId, { action: "sign_in", outcome: "done", actor: "user:ana" });
    const { events, verdict, head } = await chainOf(tenantId);
    expect(events).toMatchObject([
      { sequence: 1, tenantId, at: 1_000, details: { scopes: "tracks:read", count: 2, first: true } },
      { sequence: 2, target: null, details: {} },
    ]);
    expect(verdict).toEqual({ ok: true, end: head });
    expect(head).toEqual({ sequence: 2, hash: events[1]!.hash });
  });

  test("50 records at once, by several trails, give one chain without a gap", async () => {
    const tenantId = newId();
    const trails = Array.from({ length: 5 }, () => createAuditTrail(openDatabase(env.DB)));
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => trails[i % 5]!.record(tenantId, made({ number: i }))),
    );
    const { events, verdict } = await chainOf(tenantId);
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(new Set(events.map(({ details }) => details.number)).size).toBe(50);
    expect(verdict.ok).toBe(true);
  });

  test("more than one batch waits: all are placed, oldest first, by chainers that get in each other's way", async () => {
    const tenantId = newId();
    let clock = 1_000;
    const trail = trailAt(() => clock--);
    const entries = Array.from({ length: 130 }, (_, i) => trail.entry(tenantId, made({ number: i })));
    const [first, ...rest] = entries;
    await db().batch([first!, ...rest]);
    const placed = await Promise.all(Array.from({ length: 6 }, () => trailAt().chain(tenantId)));
    expect(placed.reduce((sum, count) => sum + count)).toBe(130);
    const { events, verdict } = await chainOf(tenantId);
    expect(verdict.ok).toBe(true);
    expect(events.map(({ details }) => details.number)).toEqual(
      Array.from({ length: 130 }, (_, i) => 129 - i),
    );
  });

  test("a crash before chain() is healed by the next one, or by chainAll", async () => {
    const [one, other] = [newId(), newId()];
    await trailAt().entry(one, made({ number: 1 }));
    expect((await chainOf(one)).events).toEqual([]);
    await trailAt().record(one, made({ number: 2 }));
    expect((await chainOf(one)).events.map(({ details }) => details.number).sort()).toEqual([1, 2]);

    await trailAt().entry(one, made());
    await trailAt().entry(other, made());
    expect(await trailAt().chainAll(10)).toBe(2);
    expect(await trailAt().chainAll(10)).toBe(0);
    for (const tenantId of [one, other]) expect((await chainOf(tenantId)).verdict.ok).toBe(true);
  });

  test("a chain whose end is damaged stops neither the others nor itself in silence", async () => {
    const [damaged, sound] = [newId(), newId()];
    await trailAt().record(damaged, made());
    await env.DB.prepare("update audit_events set hash = null where tenant_id = ?").bind(damaged).run();
    await trailAt().entry(damaged, made());
    await trailAt().entry(sound, made());
    await expect(trailAt().chainAll(10)).rejects.toThrow("could not be continued");
    await expect(trailAt().record(damaged, made())).rejects.toThrow("damaged");
    expect((await chainOf(sound)).events).toHaveLength(1);
    await env.DB.prepare("delete from audit_events where tenant_id = ?").bind(damaged).run();
  });

  test("tenants' chains know nothing of each other", async () => {
    const [one, other] = [newId(), newId()];
    await Promise.all([one, other, one, other, one].map((tenantId) => trailAt().record(tenantId, made())));
    const [first, second] = [await chainOf(one), await chainOf(other)];
    expect([first.head.sequence, second.head.sequence]).toEqual([3, 2]);
    expect([first.verdict.ok, second.verdict.ok]).toEqual([true, true]);
    const swapped = first.events.map((event) => ({ ...event, tenantId: other }));
    expect(await verifyChain(swapped, { tenantId: other })).toMatchObject({ ok: false, sequence: 1 });
  });

  test("one that read too early places nothing that does not follow upon what is there by now", async () => {
    const tenantId = newId();
    const store = createAuditStore(db());
    for (const at of [1, 2, 3, 4]) await trailAt(() => at).entry(tenantId, made({ number: at }));
    const genesis = genesisOf(tenantId);
    const { waiting } = await store.findEndAndWaiting(tenantId, 10);
    const late = link(genesis, waiting);
    const [x, y] = waiting;
    expect(await store.place(tenantId, genesis, link(genesis, [y!, x!]))).toBe(2);
    expect(await store.place(tenantId, genesis, late)).toBe(0);
    const beyond = { sequence: 3, hash: late[2]!.hash };
    expect(await store.place(tenantId, beyond, link(beyond, [waiting[3]!]))).toBe(0);
    expect(await trailAt().chain(tenantId)).toBe(2);
    const { events, verdict } = await chainOf(tenantId);
    expect(events.map(({ details }) => details.number)).toEqual([2, 1, 3, 4]);
    expect(verdict.ok).toBe(true);
    // One that lost the race for all of it goes on where the other one ended, if that is where it would have.
    await trailAt(() => 5).entry(tenantId, made({ number: 5 }));
    const { end, waiting: five } = await store.findEndAndWaiting(tenantId, 10);
    await trailAt(() => 6).entry(tenantId, made({ number: 6 }));
    const { waiting: both } = await store.findEndAndWaiting(tenantId, 10);
    expect(await store.place(tenantId, end!, link(end!, five))).toBe(1);
    expect(await store.place(tenantId, end!, link(end!, both))).toBe(1);
    expect((await chainOf(tenantId)).verdict).toMatchObject({ ok: true, end: { sequence: 6 } });
  });

  test("what has its place is never touched again", async () => {
    const tenantId = newId();
    await trailAt().record(tenantId, made());
    const before = await rows(tenantId);
    await trailAt().chain(tenantId);
    await trailAt().record(tenantId, made());
    expect((await rows(tenantId))[0]).toEqual(before[0]);
  });
});

describe("an act and its event", () => {
  test("are written together or not at all", async () => {
    const tenantId = newId();
    const id = newId();
    const trail = trailAt();
    await db().insert(tenants).values({ id, name: "before" });
    await expect(
      db().batch([trail.entry(tenantId, made()), db().insert(tenants).values({ id, name: "again" })]),
    ).rejects.toThrow();
    expect(await rows(tenantId)).toEqual([]);
  });

  test("entryIfChanged writes only when the act before it changed a row", async () => {
    const [tenantId, id] = [newId(), newId()];
    await db().insert(tenants).values({ id, name: "before" });
    const rename = (which: string) =>
      db().update(tenants).set({ name: "after" }).where(eq(tenants.id, which));
    const trail = trailAt();
    await db().batch([rename(newId()), trail.entryIfChanged(tenantId, made())]);
    expect(await trail.chain(tenantId)).toBe(0);
    await db().batch([
      rename(id).returning({ id: tenants.id }),
      trail.entryIfChanged(tenantId, made({ n: 7 })),
    ]);
    expect(await trail.chain(tenantId)).toBe(1);
    const { events, verdict } = await chainOf(tenantId);
    expect(events).toMatchObject([{ action: "key_created", target: "key:k1", details: { n: 7 } }]);
    expect(verdict.ok).toBe(true);
  });

  test("recordOnce writes the same event once a stretch, a different one each time", async () => {
    const tenantId = newId();
    let clock = 120_000;
    const refused = (scope: string): AuditEvent => ({
      action: "access_refused",
      outcome: "refused",
      actor: "key:k1",
      details: { scope },
    });
    const record = (scope: string) => trailAt(() => clock).recordOnce(tenantId, refused(scope));
    await Promise.all(Array.from({ length: 20 }, () => record("keys:manage")));
    clock = 179_999;
    await record("keys:manage");
    await record("tracks:write");
    expect((await chainOf(tenantId)).events).toHaveLength(2);
    clock = 180_000;
    await record("keys:manage");
    const { events, verdict } = await chainOf(tenantId);
    expect(events).toHaveLength(3);
    expect(verdict.ok).toBe(true);
  });
});

describe("pages", () => {
  test("go on after a place, or back before one, and can be narrowed", async () => {
    const tenantId = newId();
    const trail = trailAt();
    for (const [action, actor] of [
      ["sign_in", "user:ana"],
      ["key_created", "user:ana"],
      ["sign_in", "user:ben"],
    ] as const)
      await trail.record(tenantId, { action, outcome: "done", actor });
    const places = async (query: Parameters<typeof trail.page>[1]) => {
      const { events, more } = await trail.page(tenantId, query);
      return [events.map(({ sequence }) => sequence), more];
    };
    expect(await places({ limit: 2 })).toEqual([[1, 2], true]);
    expect(await places({ limit: 2, after: 2 })).toEqual([[3], false]);
    expect(await places({ limit: 2, before: 4 })).toEqual([[3, 2], true]);
    expect(await places({ limit: 2, before: 2 })).toEqual([[1], false]);
    expect(await places({ limit: 5, action: "sign_in" })).toEqual([[1, 3], false]);
    expect(await places({ limit: 5, actor: "user:ana" })).toEqual([[1, 2], false]);
    expect(await places({ limit: 5, actor: "user:ana", action: "sign_in" })).toEqual([[1], false]);
  });
});
