import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { ChainedEvent } from "../../../src/compliance/audit-chain-state.ts";
import type { AuditRecord } from "../../../src/compliance/contract.ts";
import { complianceEndpoints, createAuditTrail } from "../../../src/compliance/index.ts";
import { verifyChain } from "../../../src/compliance/verify-chain.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createApp } from "../../../src/http/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";

interface Page {
  href: string;
  items: AuditRecord[];
  limit: number;
  next: string | null;
  cursors: { after: number | null; before: number | null };
  head: { sequence: number; hash: string };
}

const ORIGIN = "http://descant.test";
// Readers are noted once a minute, which is not over here: every event is a millisecond later than the one before.
let clock = 30_000_000 * 60_000;
const trail = createAuditTrail(openDatabase(env.DB), () => clock++);
let tenantId: string;
beforeEach(() => {
  tenantId = newId();
});

/** The route as the gateway has it, asked by somebody whom the guards have let through. */
async function ask(path: string, actor = "user:reader"): Promise<Response> {
  const app = createApp({
    endpoints: complianceEndpoints(trail),
    guards: () => [
      async (c, next) => {
        const credential = { scopes: ["audit:read"], credentialId: "c", methods: [] } as const;
        c.set("principal", { tenantId, actor, role: "owner", ...credential });
        await next();
      },
    ],
    log: createLogger("error"),
    pages: [],
    mounts: [],
  });
  return app.fetch(new Request(new URL(path, ORIGIN)));
}

async function read(path: string, actor?: string): Promise<Page> {
  const response = await ask(path, actor);
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  return response.json<Page>();
}

/** All that the route shows, walked by `next`, as the chain it should be. */
async function wholeChain(): Promise<{ events: ChainedEvent[]; head: Page["head"] }> {
  const events: ChainedEvent[] = [];
  for (let path: string | null = "/v1/audit?limit=3&after=0"; path; ) {
    const page: Page = await read(path);
    for (const { tenant_id, at, type: _, ...rest } of page.items)
      events.push({ ...rest, tenantId: tenant_id, at: Date.parse(at) });
    path = page.next;
    if (!path) return { events, head: page.head };
  }
  throw new Error("the walk ended without a page");
}

const signedIn = (number: number) =>
  trail.record(tenantId, { action: "sign_in", outcome: "done", actor: "user:ana", details: { number } });

describe("GET /v1/audit", () => {
  test("gives what waits its place, then shows events, their places and hashes, and the head", async () => {
    await trail.entry(tenantId, {
      action: "key_revoked",
      outcome: "done",
      actor: "user:ana",
      target: "key:k1",
    });
    const page = await read("/v1/audit");
    expect(page.items).toMatchObject([
      { type: "audit_event", tenant_id: tenantId, sequence: 1, action: "key_revoked", target: "key:k1" },
      { sequence: 2, action: "audit_read", actor: "user:reader", target: null, details: {} },
    ]);
    expect(page).toMatchObject({
      href: `${ORIGIN}/v1/audit`,
      limit: 50,
      next: null,
      cursors: { after: 2, before: 1 },
    });
    expect(page.head).toEqual({ sequence: 2, hash: page.items[1]!.hash });
  });

  test("walks by `next` either way and can be narrowed", async () => {
    for (let i = 1; i <= 7; i++) await signedIn(i);
    const { events, head } = await wholeChain();
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await verifyChain(events, { tenantId, head })).toEqual({ ok: true, end: head });
    const back: number[] = [];
    for (let path: string | null = "/v1/audit?before=9&limit=3"; path; ) {
      const page: Page = await read(path);
      back.push(...page.items.map(({ sequence }) => sequence));
      path = page.next;
    }
    expect(back).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    const narrowed = await read("/v1/audit?action=audit_read&actor=user:reader");
    expect(narrowed.items.map(({ sequence }) => sequence)).toEqual([8]);
    expect((await read("/v1/audit?after=8")).cursors).toEqual({ after: null, before: null });
  });

  test("notes each reader once a minute", async () => {
    await Promise.all([
      read("/v1/audit"),
      read("/v1/audit"),
      read("/v1/audit"),
      read("/v1/audit", "user:ben"),
    ]);
    const { items } = await read("/v1/audit?action=audit_read");
    expect(items.map(({ actor }) => actor).sort()).toEqual(["user:ben", "user:reader"]);
  });

  test("shows a tenant its own trail only", async () => {
    await signedIn(1);
    tenantId = newId();
    expect((await read("/v1/audit")).items.map(({ action }) => action)).toEqual(["audit_read"]);
  });

  test.each([
    "?limit=0",
    "?limit=201",
    "?after=-1",
    "?after=1.5",
    "?before=x",
    "?after=1&before=2",
    "?action=coffee_made",
    "?actor=",
  ])("refuses %s", async (query) => {
    const response = await ask(`/v1/audit${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid_request" } });
  });
});

describe("whoever changes the table by hand is found out through the route", () => {
  const update = (assignment: string, sequence: number) =>
    env.DB.prepare(`update audit_events set ${assignment} where tenant_id = ? and sequence = ?`)
      .bind(tenantId, sequence)
      .run();
  const verdict = async (head?: Page["head"]) => {
    const { events } = await wholeChain();
    return verifyChain(events, { tenantId, ...(head && { head }) });
  };
  beforeEach(async () => {
    await read("/v1/audit");
    for (let i = 1; i <= 5; i++) await signedIn(i);
  });

  test.each([
    "actor = 'user:ben'",
    "action = 'no_action_of_ours'",
    "outcome = 'refused'",
    "target = 'key:other'",
    "at = at + 1",
    "at = 'never'",
    "at = 9e15",
    `details = '{"number":9}'`,
    "details = 'no JSON'",
    "details = '[1]'",
    "id = 'another id of 22 chars'",
    "hash = replace(hash, substr(hash, 1, 1), 'x')",
  ])("%s", async (assignment) => {
    expect(await verdict()).toMatchObject({ ok: true });
    await update(assignment, 4);
    expect(await verdict()).toEqual({ ok: false, sequence: 4, flaw: "altered" });
    // The chain goes on meanwhile, and the flaw stays where it is.
    await signedIn(6);
    expect(await verdict()).toEqual({ ok: false, sequence: 4, flaw: "altered" });
  });

  test("an event taken out of the middle", async () => {
    await env.DB.prepare("delete from audit_events where tenant_id = ? and sequence = 3")
      .bind(tenantId)
      .run();
    expect(await verdict()).toEqual({ ok: false, sequence: 3, flaw: "missing" });
  });

  test("events cut off the end, by a head kept elsewhere, even when the chain went on after", async () => {
    const { head } = await wholeChain();
    await env.DB.prepare("delete from audit_events where tenant_id = ? and sequence > 4")
      .bind(tenantId)
      .run();
    expect(await verdict()).toMatchObject({ ok: true });
    expect(await verdict(head)).toEqual({ ok: false, sequence: 5, flaw: "truncated" });
    for (let i = 1; i <= 5; i++) await signedIn(i);
    expect(await verdict(head)).toEqual({ ok: false, sequence: head.sequence, flaw: "rewritten" });
  });
});

test("an event with an e-mail address in it is refused before anything is written", async () => {
  const event = { action: "sign_in_failed", outcome: "refused", actor: "anonymous" } as const;
  const details = { account: "ana@example.org" };
  expect(() => trail.entry(tenantId, { ...event, details })).toThrow("e-mail");
  await expect(trail.record(tenantId, { ...event, details })).rejects.toThrow("e-mail");
  await expect(trail.recordOnce(tenantId, { ...event, target: "account:ana@example.org" })).rejects.toThrow(
    "e-mail",
  );
  expect((await trail.page(tenantId, { limit: 1 })).events).toEqual([]);
});
