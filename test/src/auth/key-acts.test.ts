import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  authEndpoints,
  authorize,
  createApiKeyStore,
  hashApiKey,
  type KeyTrail,
  resolveKey,
} from "../../../src/auth/index.ts";
import { createAuditTrail } from "../../../src/compliance/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createApp } from "../../../src/http/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import { POLICY, type Principal, type Role, SCOPES, type Scope } from "../../../src/policy/index.ts";
import { createRevocationStore } from "../../../src/tenants/index.ts";
import { errorOf } from "../../workers/gateway/tenant.ts";

interface Key {
  id: string;
  key: string;
  name: string;
  scopes: string[];
  created_by: string | null;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  replaced_by: string | null;
  last_used_at: string | null;
}

const db = () => openDatabase(env.DB);
const forgotten: string[] = [];
let tenantId: string;
beforeEach(() => {
  vi.setSystemTime(Date.now());
  tenantId = newId();
  forgotten.length = 0;
});
afterEach(() => void vi.useRealTimers());

const person = (role: Role = "owner", id = "u1", more: Partial<Principal> = {}): Principal => ({
  tenantId,
  actor: `user:${id}`,
  role,
  scopes: SCOPES,
  credentialId: `session of ${id}`,
  methods: ["pwd"],
  authenticatedAt: Date.now(),
  expiresAt: Date.now() + 600_000,
  ...more,
});

/** Asks the operations on keys as somebody, with the real policy, stores and trail. */
function as(principal: Principal, trail: Partial<KeyTrail> = {}) {
  const directory = { resolve: async () => null, forget: (id: string) => void forgotten.push(id) };
  const parts = { audit: createAuditTrail(db()), revocations: createRevocationStore(db()), ...trail };
  const app = createApp({
    endpoints: authEndpoints(createApiKeyStore(db()), directory, parts),
    guards: ({ action }) => [
      async (c, next) => {
        c.set("principal", principal);
        await next();
      },
      authorize(
        action!,
        async () => new Set(),
        async () => {},
      ),
    ],
    log: createLogger("error"),
    pages: [],
    mounts: [],
  });
  const send = async (method: string, path: string, body?: unknown) =>
    app.fetch(
      new Request(`http://descant.test${path}`, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
      }),
      env,
      createExecutionContext(),
    );
  return {
    send,
    create: async (wish: Record<string, unknown> = {}) => {
      const answer = await send("POST", "/v1/keys", { name: "k", ...wish });
      expect(answer.status, await answer.clone().text()).toBe(201);
      return answer.json<Key>();
    },
    rotate: (id: string, overlap_minutes = 0) => send("POST", `/v1/keys/${id}/rotate`, { overlap_minutes }),
    revoke: (id: string) => send("DELETE", `/v1/keys/${id}`),
    list: async () => await (await send("GET", "/v1/keys?limit=50")).json<{ items: Key[]; total: number }>(),
  };
}

const resolved = async (key: string, now = Date.now()) =>
  (await resolveKey(createApiKeyStore(db()), async () => "owner", hashApiKey(key), now)).principal;
const asKey = async (key: string) => as((await resolved(key))!);
const events = async () =>
  (
    await env.DB.prepare(
      "select action, actor, target, details, sequence from audit_events where tenant_id = ? order by sequence",
    )
      .bind(tenantId)
      .all()
  ).results;
const revocations = async () =>
  (await env.DB.prepare("select subject from revocations where tenant_id = ?").bind(tenantId).all()).results;

describe("making a key", () => {
  test("says who made it and is told in the trail, without name or secret", async () => {
    const made = await as(person("member")).create({ name: "my laptop", expires_in_days: 1 });
    expect(made).toMatchObject({ created_by: "user:u1", last_used_at: null, replaced_by: null });
    const [event, ...rest] = await events();
    expect(rest).toEqual([]);
    expect(event).toMatchObject({
      action: "key_created",
      actor: "user:u1",
      target: `key:${made.id}`,
      sequence: 1,
    });
    expect(JSON.stringify(event)).not.toContain("laptop");
    expect(JSON.stringify(event)).not.toContain(made.key);
  });

  test("is not for analysts, apps, or people who signed in long ago", async () => {
    const wish = { name: "k" };
    for (const [who, code] of [
      [person("analyst"), "forbidden"],
      [person("owner", "u1", { clientId: "app" }), "forbidden"],
      [person("owner", "u1", { authenticatedAt: 1 }), "step_up_required"],
      [person("owner", "u1", { scopes: ["tracks:read"] }), "insufficient_scope"],
    ] as const)
      expect(await errorOf(await as(who).send("POST", "/v1/keys", wish))).toMatchObject({ code });
    expect(await events()).toEqual([]);
  });

  test("a member gives a key no more than a member may do", async () => {
    await as(person("member")).create({ scopes: ["tracks:read", "tracks:write"] });
    for (const scope of ["tracks:delete", "audit:read", "keys:manage"]) {
      const answer = await as(person("member")).send("POST", "/v1/keys", { name: "k", scopes: [scope] });
      expect(await errorOf(answer), scope).toMatchObject({ code: "insufficient_scope", details: { scope } });
    }
    await as(person("admin")).create({ scopes: ["tracks:delete", "audit:read", "keys:manage"] });
  });

  test("a key that a key makes ends with it at the latest; one that a person makes outlives their token", async () => {
    const scopes = ["keys:manage", "tracks:read"];
    const parent = await as(person()).create({ scopes, expires_in_days: 10 });
    const maker = await asKey(parent.key);
    expect((await maker.create({ scopes })).expires_at).toBe(parent.expires_at);
    expect((await maker.create({ scopes, expires_in_days: 3650 })).expires_at).toBe(parent.expires_at);
    const short = await maker.create({ scopes, expires_in_days: 1 });
    expect(Date.parse(short.expires_at!)).toBeLessThan(Date.parse(parent.expires_at!));
    expect(short.created_by).toBe(`key:${parent.id}`);
    expect((await as(person()).create()).expires_at).toBeNull();
  });

  test("a trail that does not take the event lets no key come to be", async () => {
    const broken = { entry: () => db().run("insert into nowhere values (1)"), chain: async () => {} };
    const error = vi.spyOn(console, "error").mockReturnValue();
    expect((await as(person(), { audit: broken }).send("POST", "/v1/keys", { name: "k" })).status).toBe(500);
    error.mockRestore();
    expect((await as(person()).list()).total).toBe(0);
  });

  test("a chain that cannot be continued right now undoes nothing", async () => {
    const trail = createAuditTrail(db());
    const chain = () => Promise.reject(new Error("busy"));
    const made = await as(person(), { audit: { ...trail, chain } }).create();
    expect(await resolved(made.key)).not.toBeNull();
    expect(await trail.chain(tenantId)).toBe(1);
  });
});

describe("whose keys", () => {
  test("a member sees, ends and renews their own; an admin sees and ends all; an analyst sees none", async () => {
    const mine = await as(person("member", "m")).create();
    const other = await as(person("member", "o")).create();
    const member = as(person("member", "m"));
    expect((await member.list()).items.map(({ id }) => id)).toEqual([mine.id]);
    expect(await errorOf(await member.revoke(other.id))).toMatchObject({ code: "forbidden" });
    expect(await errorOf(await member.rotate(other.id))).toMatchObject({ code: "forbidden" });
    expect(await resolved(other.key)).not.toBeNull();

    const admin = as(person("admin", "a"));
    expect((await admin.list()).total).toBe(2);
    expect(await errorOf(await admin.rotate(other.id))).toMatchObject({ code: "forbidden" });
    expect((await admin.revoke(other.id)).status).toBe(204);
    expect((await member.revoke(mine.id)).status).toBe(204);
    expect((await as(person("analyst")).send("GET", "/v1/keys")).status).toBe(403);
  });

  test("another tenant's key is not there at all, whoever asks", async () => {
    const theirs = await as(person()).create();
    tenantId = newId();
    for (const answer of [await as(person()).revoke(theirs.id), await as(person()).rotate(theirs.id)])
      expect(await errorOf(answer)).toMatchObject({ code: "not_found" });
    expect((await as(person()).list()).total).toBe(0);
    expect([await events(), await revocations(), forgotten]).toEqual([[], [], []]);
    expect(await resolved(theirs.key)).not.toBeNull();
  });
});

test("the store itself changes nothing of another tenant's", async () => {
  const theirs = await as(person()).create();
  const [keys, other, now] = [createApiKeyStore(db()), newId(), Date.now()];
  const successor = { id: newId(), name: "k", hash: newId(), hint: "h", scopes: [] };
  expect(await keys.find(other, theirs.id)).toBeNull();
  expect(await keys.revoke(other, theirs.id, now)).toBe(false);
  const old = { id: theirs.id, expiresAt: null };
  expect(await keys.replace(other, old, successor, { now, endsAt: now })).toBeNull();
  await keys.noteUse(other, theirs.id, now, now);
  expect((await as(person()).list()).items).toMatchObject([
    { id: theirs.id, revoked_at: null, replaced_by: null, last_used_at: null },
  ]);
});

describe("ending a key", () => {
  test("is told to the trail and to every isolate, once", async () => {
    const made = await as(person()).create();
    const answers = await Promise.all(Array.from({ length: 5 }, () => as(person()).revoke(made.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
    expect(await resolved(made.key)).toBeNull();
    expect((await events()).map(({ action, sequence }) => [action, sequence])).toEqual([
      ["key_created", 1],
      ["key_revoked", 2],
    ]);
    expect(await revocations()).toEqual([{ subject: `key:${made.id}` }]);
    expect(forgotten).toEqual([made.id]);
  });

  test("a failure of the database is not taken for a key that had ended", async () => {
    const made = await as(person()).create();
    const broken = { entry: () => db().run("insert into nowhere values (1)") };
    const error = vi.spyOn(console, "error").mockReturnValue();
    expect((await as(person(), { revocations: broken as never }).revoke(made.id)).status).toBe(500);
    error.mockRestore();
    expect(await resolved(made.key)).not.toBeNull();
    expect(await events()).toHaveLength(1);
  });
});

describe("putting a new key in the place of an old one", () => {
  test("of the same name, scopes and life; the old one ends at once", async () => {
    const old = await as(person()).create({ name: "laptop", scopes: ["tracks:write"], expires_in_days: 30 });
    const before = Date.now();
    const answer = await as(person()).rotate(old.id);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const next = await answer.json<Key>();
    expect(next).toMatchObject({ name: "laptop", scopes: ["tracks:write"], created_by: "user:u1" });
    expect([next.id === old.id, next.key === old.key]).toEqual([false, false]);
    const life = Date.parse(next.expires_at!) - Date.parse(next.created_at);
    expect(life).toBe(30 * 86_400_000);
    expect(Date.parse(next.created_at)).toBeGreaterThanOrEqual(before);
    expect(await resolved(old.key)).toBeNull();
    expect(await resolved(next.key)).toMatchObject({ actor: `key:${next.id}`, scopes: ["tracks:write"] });

    const shown = (await as(person()).list()).items.find(({ id }) => id === old.id);
    expect(shown).toMatchObject({ replaced_by: next.id });
    expect(shown!.revoked_at).not.toBeNull();
    expect(await revocations()).toEqual([{ subject: `key:${old.id}` }]);
    expect((await events())[1]).toMatchObject({
      action: "key_rotated",
      target: `key:${old.id}`,
      sequence: 2,
    });
    expect(forgotten).toEqual([old.id]);
  });

  test("both work for the overlap, and the old one not a moment longer", async () => {
    const old = await as(person()).create();
    const next = await (await as(person()).rotate(old.id, 60)).json<Key>();
    const { expiresAt } = (await resolved(old.key))!;
    expect(expiresAt! - Date.now()).toBe(60 * 60_000);
    expect(await resolved(old.key, expiresAt! - 1)).not.toBeNull();
    expect(await resolved(old.key, expiresAt)).toBeNull();
    expect(await resolved(next.key, expiresAt)).not.toBeNull();
    expect(await revocations()).toEqual([]);
    // It has its successor, and can still be ended before its time.
    expect((await as(person()).rotate(old.id)).status).toBe(404);
    expect((await as(person()).revoke(old.id)).status).toBe(204);
    expect(await resolved(old.key)).toBeNull();
  });

  test("an overlap lengthens no life", async () => {
    const old = await as(person()).create({ expires_in_days: 1 });
    const soon = Date.now() + 60_000;
    await env.DB.prepare("update api_keys set expires_at = ? where id = ?").bind(soon, old.id).run();
    expect((await as(person()).rotate(old.id, 1440)).status).toBe(201);
    expect((await resolved(old.key))!.expiresAt).toBe(soon);
  });

  test("of many rotations at once one is carried out, and leaves one new key, one event, one revocation", async () => {
    const old = await as(person()).create();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => as(person()).rotate(old.id, i % 2 ? 60 : 0)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(404)]);
    const won = answers.findIndex(({ status }) => status === 201);
    expect((await as(person()).list()).total).toBe(2);
    expect((await events()).map(({ action }) => action)).toEqual(["key_created", "key_rotated"]);
    expect(await revocations()).toHaveLength(won % 2 ? 0 : 1);
    expect((await resolved(old.key)) !== null).toBe(won % 2 === 1);
  });

  test("a dead key comes to life by nothing", async () => {
    const [revoked, expired] = [await as(person()).create(), await as(person()).create()];
    await as(person()).revoke(revoked.id);
    await env.DB.prepare("update api_keys set expires_at = 1 where id = ?").bind(expired.id).run();
    for (const id of [revoked.id, expired.id, newId()])
      expect(await errorOf(await as(person()).rotate(id)), id).toMatchObject({ code: "not_found" });
    expect((await as(person()).list()).total).toBe(2);
  });

  test("a key may renew itself, stays its maker's, and does not outlive itself by that", async () => {
    const scopes = ["keys:manage", "tracks:read"];
    const key = await as(person("admin")).create({ scopes, expires_in_days: 5 });
    const next = await (await (await asKey(key.key)).rotate(key.id)).json<Key>();
    expect(next).toMatchObject({
      created_by: "user:u1",
      expires_at: key.expires_at,
      scopes: key.scopes,
    });
    const other = await as(person("admin")).create();
    expect(await errorOf(await (await asKey(next.key)).rotate(other.id))).toMatchObject({
      code: "forbidden",
    });
  });

  test("who may do less by now gets no new key of what they could do then", async () => {
    const made = await as(person("admin")).create({ scopes: ["audit:read"] });
    const answer = await as(person("member")).rotate(made.id);
    expect(await errorOf(answer)).toMatchObject({
      code: "insufficient_scope",
      details: { scope: "audit:read" },
    });
    expect(await resolved(made.key)).not.toBeNull();
  });

  test.each([
    { overlap_minutes: -1 },
    { overlap_minutes: 1441 },
    { overlap_minutes: 1.5 },
    { overlap_minutes: "1" },
  ])("refuses %j", async (body) => {
    const made = await as(person()).create();
    const answer = await as(person()).send("POST", `/v1/keys/${made.id}/rotate`, body);
    expect(await errorOf(answer)).toMatchObject({ code: "invalid_request" });
  });
});

test("no sequence of making and renewing keys gives anybody more than they began with, or for longer", async () => {
  const step = fc.record({
    who: fc.nat(20),
    rotate: fc.boolean(),
    on: fc.nat(20),
    scopes: fc.subarray([...SCOPES], { minLength: 1, maxLength: 3 }),
    days: fc.option(fc.integer({ min: 1, max: 3650 }), { nil: undefined }),
    overlap: fc.constantFrom(0, 60),
  });
  const role = fc.constantFrom<Role>("admin", "member", "service");
  const withKeys = (scopes: Scope[]): Scope[] => [
    ...new Set<Scope>(["keys:manage", "tracks:read", ...scopes]),
  ];
  let made = 0;
  await fc.assert(
    fc.asyncProperty(
      role,
      fc.subarray([...SCOPES], { minLength: 3 }).map(withKeys),
      fc.array(step, { minLength: 4, maxLength: 10 }),
      async (role, scopes, steps) => {
        tenantId = newId();
        const end = Date.now() + 7 * 86_400_000;
        const start =
          role === "service"
            ? person(role, "", { actor: "key:first", scopes, credentialId: "first", expiresAt: end })
            : person(role, "u1", { scopes });
        const principals = [start];
        const ids: string[] = [];
        for (const { who, rotate, on, scopes, days, overlap } of steps) {
          const asker = as(principals[who % principals.length]!);
          const answer = rotate
            ? await asker.rotate(ids[on % ids.length] ?? newId(), overlap)
            : await asker.send("POST", "/v1/keys", {
                name: "k",
                scopes,
                ...(days && { expires_in_days: days }),
              });
          if (answer.status !== 201) continue;
          const next = await answer.json<Key>();
          ids.push(next.id);
          principals.push((await resolved(next.key))!);
        }
        made += ids.length;
        for (const principal of principals.slice(1)) {
          expect(principal.tenantId).toBe(tenantId);
          for (const scope of principal.scopes) {
            expect(start.scopes).toContain(scope);
            for (const [action, rule] of Object.entries(POLICY)) {
              if (rule.scope === scope && rule.grants.service === "yes")
                expect(rule.grants[role], `${role} handed on ${action}`).toBe("yes");
            }
          }
          if (role === "service") expect(principal.expiresAt).toBeLessThanOrEqual(end);
        }
      },
    ),
    { numRuns: 30, seed: 4 },
  );
  expect(made).toBeGreaterThan(30);
});
