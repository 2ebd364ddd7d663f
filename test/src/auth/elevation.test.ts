import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createElevationStore, createFindElevated } from "../../../src/auth/index.ts";
import { createAuditTrail } from "../../../src/compliance/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { ACTIONS, grantOf, type Principal, ROLES } from "../../../src/policy/index.ts";
import { createTenantStore } from "../../../src/tenants/index.ts";
import { errorOf } from "../../workers/gateway/tenant.ts";
import { gatewayAs, somebody } from "../policy/gateway-as.ts";

interface Shown {
  id: string;
  user_id: string;
  actions: string[];
  running: boolean;
  created_at: string;
  expires_at: string;
  ended_at: string | null;
}

const REASON = "Looking into the failed sign-ins";
const newTenant = async () => {
  const id = newId();
  await createTenantStore(openDatabase(env.DB)).create(id, "test");
  return id;
};
const store = () => createElevationStore(openDatabase(env.DB));
const trail = () => createAuditTrail(openDatabase(env.DB));

let call: Awaited<ReturnType<typeof gatewayAs>>["call"];
let tenantId: string;
beforeAll(async () => {
  ({ call } = await gatewayAs());
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
beforeEach(async () => {
  vi.setSystemTime(Date.now());
  tenantId = await newTenant();
});

const ask = (who: Principal, body: object = {}) =>
  call(who, "/v1/elevations", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ actions: ["audit:read"], reason: REASON, minutes: 15, ...body }),
  });
const granted = async (who: Principal, body?: object) => {
  const answer = await ask(who, body);
  expect(answer.status).toBe(201);
  return answer.json<Shown>();
};
const list = async (who: Principal, query = "") =>
  (await call(who, `/v1/elevations${query}`)).json<{ items: Shown[]; total: number; next: string | null }>();
const end = (who: Principal, id: string) => call(who, `/v1/elevations/${id}`, { method: "DELETE" });
const opened = async (who: Principal, now = Date.now()) => [...(await createFindElevated(store())(who, now))];
const events = async () => (await trail().page(tenantId, { limit: 50 })).events;

describe("asking", () => {
  test("is granted for the minutes asked, to this person, and stands in the audit trail without its reason", async () => {
    const analyst = somebody(tenantId, "analyst");
    const made = await granted(analyst, { actions: ["audit:read", "audit:read"] });
    expect(made).toMatchObject({ type: "elevation", actions: ["audit:read"], reason: REASON, running: true });
    expect(`user:${made.user_id}`).toBe(analyst.actor);
    expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(15 * 60_000);
    expect(await opened(analyst)).toEqual(["audit:read"]);
    const told = await events();
    expect(told).toMatchObject([
      {
        sequence: 1,
        action: "elevation_granted",
        outcome: "done",
        actor: analyst.actor,
        target: `elevation:${made.id}`,
        details: { actions: "audit:read", minutes: 15 },
      },
    ]);
    expect(JSON.stringify(told)).not.toContain("failed sign-ins");
  });

  test("all that a role may ask for at once is asked for at once, and fits the audit trail", async () => {
    for (const role of ROLES) {
      const actions = ACTIONS.filter((action) => grantOf({ role }, action) === "elevate");
      if (actions.length === 0) continue;
      const who = somebody(tenantId, role);
      await granted(who, { actions });
      expect((await opened(who)).sort()).toEqual([...actions].sort());
    }
  });

  test.each([
    ["an action that elevation does not open to the role", "admin", ["audit:read"]],
    ["one among others", "admin", ["members:change", "keys:rotate"]],
    ["another role's", "analyst", ["members:change"]],
  ] as const)("for %s is refused", async (_, role, actions) => {
    const who = somebody(tenantId, role);
    expect(await errorOf(await ask(who, { actions }))).toMatchObject({ status: 403, code: "forbidden" });
    expect(await opened(who)).toEqual([]);
  });

  test.each<[string, object]>([
    ["an action that nobody knows", { actions: ["root"] }],
    ["no action", { actions: [] }],
    ["an action that is no list", { actions: "audit:read" }],
    ["no time", { minutes: 0 }],
    ["too much time", { minutes: 61 }],
    ["half a minute", { minutes: 1.5 }],
    ["time as text", { minutes: "15" }],
    ["a reason too short to be one", { reason: "because" }],
    ["a reason of blanks", { reason: `${" ".repeat(20)}x` }],
    ["a reason too long", { reason: "x".repeat(501) }],
    ["no reason", { reason: undefined }],
  ])("with %s is no request", async (_, body) => {
    const answer = await ask(somebody(tenantId, "analyst"), body);
    expect(await errorOf(answer)).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test.each([
    ["an owner, who needs none", "owner", {}, "forbidden"],
    ["a member", "member", {}, "forbidden"],
    ["a key", "service", {}, "forbidden"],
    ["an app", "analyst", { clientId: "app" }, "forbidden"],
    ["who signed in long ago", "analyst", { authenticatedAt: 0 }, "step_up_required"],
    ["who lacks the scope", "analyst", { scopes: ["audit:read"] }, "insufficient_scope"],
  ] as const)("is not open to %s; that is recorded", async (_, role, but, code) => {
    const who = somebody(tenantId, role, but);
    expect((await errorOf(await ask(who))).code).toBe(code);
    expect(await events()).toMatchObject([
      { action: "access_refused", outcome: "refused", actor: who.actor },
    ]);
  });

  test("a sixth at a time waits for the next to end", async () => {
    const admin = somebody(tenantId, "admin");
    for (let minutes = 10; minutes < 15; minutes++)
      await granted(admin, { actions: ["sso:manage"], minutes });
    const refused = await ask(admin, { actions: ["sso:manage"] });
    expect(refused.headers.get("retry-after")).toBe("600");
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: "quota_exceeded" });
    await granted(somebody(tenantId, "admin"), { actions: ["sso:manage"] });
    const [newest] = (await list(admin)).items;
    await end(admin, newest!.id);
    await granted(admin, { actions: ["sso:manage"] });
  });
});

test("a sixth is not written, whoever was seen to run when it was asked for, and not told of", async () => {
  const now = Date.now();
  const audit = trail();
  const event = { action: "elevation_granted", outcome: "done", actor: "user:racer" } as const;
  const write = (tenant = tenantId, userId = "racer") =>
    store().insert(
      tenant,
      {
        ...{ id: newId(), userId, actions: ["sso:manage"], reason: "in the same moment" },
        ...{ createdAt: now, expiresAt: now + 60_000 },
      },
      audit.entryIfChanged(tenant, event),
    );
  const written = await Promise.all(Array.from({ length: 8 }, () => write()));
  expect(written.filter((row) => row !== null)).toHaveLength(5);
  expect(written.find((row) => row !== null)).toMatchObject({
    tenantId,
    actions: ["sso:manage"],
    endedAt: null,
  });
  await audit.chain(tenantId);
  expect((await events()).filter(({ action }) => action === "elevation_granted")).toHaveLength(5);
  expect(await write(tenantId, "another")).not.toBeNull();
  expect(await write(await newTenant())).not.toBeNull();
});

describe("what is opened", () => {
  test("is the person's, in the tenant, until it ends: nobody else's, nowhere else, no longer", async () => {
    const analyst = somebody(tenantId, "analyst");
    const { expires_at } = await granted(analyst);
    const over = Date.parse(expires_at);
    expect(await opened(analyst, over - 1)).toEqual(["audit:read"]);
    expect(await opened(analyst, over)).toEqual([]);
    expect(await opened(somebody(tenantId, "analyst"))).toEqual([]);
    expect(await opened({ ...analyst, tenantId: newId() })).toEqual([]);
    expect(await opened({ ...analyst, actor: analyst.actor.replace("user:", "key:") })).toEqual([]);
    expect(await opened({ ...analyst, actor: analyst.actor.replace("user:", "client:") })).toEqual([]);
  });

  test("is open on the very next request, and closed on the first one after", async () => {
    const analyst = somebody(tenantId, "analyst");
    const audit = () => call(analyst, "/v1/audit");
    expect(await errorOf(await audit())).toMatchObject({
      status: 403,
      code: "elevation_required",
      details: { action: "audit:read" },
    });
    const { id } = await granted(analyst);
    expect((await audit()).status).toBe(200);
    expect((await end(analyst, id)).status).toBe(204);
    expect((await errorOf(await audit())).code).toBe("elevation_required");

    const again = await granted(analyst);
    expect((await audit()).status).toBe(200);
    // Nothing but the time has to come.
    await env.DB.prepare("update elevations set expires_at = ? where id = ?")
      .bind(Date.now(), again.id)
      .run();
    expect((await errorOf(await audit())).code).toBe("elevation_required");
  });

  test("is not opened by a role that has it no more", async () => {
    const admin = somebody(tenantId, "admin");
    await granted(admin, { actions: ["tenant:update"] });
    const update = async (role: "admin" | "member") =>
      (await errorOf(await call({ ...admin, role }, "/v1/tenant", { method: "PATCH" }))).code;
    expect(await update("member")).toBe("forbidden");
    expect(await update("admin")).not.toMatch(/forbidden|elevation_required/);
  });

  test("costs a key no look-up", async () => {
    const find = createFindElevated({ findRunning: () => Promise.reject(new Error("asked")) });
    expect((await find(somebody(tenantId, "service"), 0)).size).toBe(0);
  });
});

describe("listing", () => {
  test("shows one's own; an owner sees everybody's, newest first, page by page; other tenants see none", async () => {
    const [one, other, owner] = [
      somebody(tenantId, "analyst"),
      somebody(tenantId, "admin"),
      somebody(tenantId, "owner"),
    ];
    const first = await granted(one);
    const second = await granted(other, { actions: ["tenant:update"] });
    expect((await list(one)).items.map(({ id }) => id)).toEqual([first.id]);
    expect((await list(other)).items.map(({ id }) => id)).toEqual([second.id]);
    expect((await list(somebody(tenantId, "member"))).total).toBe(0);
    const page = await list(owner, "?limit=1");
    expect([page.total, page.items.length]).toEqual([2, 1]);
    const rest = await list(owner, page.next!.slice(page.next!.indexOf("?")));
    expect([page.items[0]!.id, rest.items[0]!.id].sort()).toEqual([first.id, second.id].sort());
    expect((await list(somebody(await newTenant(), "owner"))).total).toBe(0);
  });
});

describe("ending", () => {
  test("takes effect at once, is recorded once, and cannot be repeated", async () => {
    const analyst = somebody(tenantId, "analyst");
    const { id } = await granted(analyst);
    expect((await end(analyst, id)).status).toBe(204);
    expect(await opened(analyst)).toEqual([]);
    const [shown] = (await list(analyst)).items;
    expect(shown).toMatchObject({ running: false });
    expect(shown!.ended_at).not.toBeNull();
    expect(await errorOf(await end(analyst, id))).toMatchObject({ status: 404 });
    const told = (await events()).map(({ action, target }) => [action, target]);
    expect(told.filter(([action]) => action === "elevation_ended")).toEqual([
      ["elevation_ended", `elevation:${id}`],
    ]);
  });

  test("another's is for owners", async () => {
    const analyst = somebody(tenantId, "analyst");
    const { id } = await granted(analyst);
    const admin = somebody(tenantId, "admin");
    expect(await errorOf(await end(admin, id))).toMatchObject({ status: 403, code: "forbidden" });
    expect(await opened(analyst)).toEqual(["audit:read"]);
    const refusals = (await events()).filter(({ action }) => action === "access_refused");
    expect(refusals).toMatchObject([
      { actor: admin.actor, details: { action: "elevations:end", refusal: "row" } },
    ]);
    expect((await end(somebody(tenantId, "owner"), id)).status).toBe(204);
    expect(await opened(analyst)).toEqual([]);
  });

  test("one that is over, unknown, or of another tenant is not found", async () => {
    const analyst = somebody(tenantId, "analyst");
    const { id } = await granted(analyst);
    expect((await end(somebody(await newTenant(), "owner"), id)).status).toBe(404);
    expect((await end(analyst, newId())).status).toBe(404);
    await env.DB.prepare("update elevations set expires_at = 1 where id = ?").bind(id).run();
    expect((await end(analyst, id)).status).toBe(404);
  });

  test("twice at the same moment, it is recorded once", async () => {
    const { id } = await granted(somebody(tenantId, "analyst"));
    const event = () =>
      trail().entryIfChanged(tenantId, { action: "elevation_ended", outcome: "done", actor: "user:x" });
    await store().end(tenantId, id, 5, event());
    await store().end(tenantId, id, 6, event());
    await trail().chain(tenantId);
    expect((await events()).filter(({ action }) => action === "elevation_ended")).toHaveLength(1);
    expect((await store().find(tenantId, id))?.endedAt).toBe(5);
  });
});

test("a trail that cannot be written does not turn a refusal into anything else; the log says so", async () => {
  const member = somebody(tenantId, "member");
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  await env.DB.prepare("alter table audit_events rename to audit_events_gone").run();
  try {
    expect((await errorOf(await ask(member))).code).toBe("forbidden");
    expect(log).toHaveBeenCalledWith(expect.stringContaining("refusal_not_recorded"));
  } finally {
    await env.DB.prepare("alter table audit_events_gone rename to audit_events").run();
  }
  // What was not recorded is tried again.
  expect((await errorOf(await ask(member))).code).toBe("forbidden");
  expect(await events()).toMatchObject([{ action: "access_refused", actor: member.actor }]);
});
