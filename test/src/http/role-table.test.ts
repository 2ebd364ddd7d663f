import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createElevationStore } from "../../../src/auth/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import {
  ACTIONS,
  type Action,
  type Principal,
  personOf,
  type Refusal,
  ROLES,
  type Role,
  refusalOf,
} from "../../../src/policy/index.ts";
import { createTenantStore } from "../../../src/tenants/index.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";
import { ask, errorOf } from "../../workers/gateway/tenant.ts";
import { gatewayAs, somebody } from "../policy/gateway-as.ts";

/** What identity decides on with the same table: no route of the gateway's is about it. */
const OF_IDENTITY: Action[] = [
  "members:list",
  "members:invite",
  "members:change",
  "members:remove",
  "teams:manage",
  "sso:manage",
  "clients:manage",
];

interface Operation {
  method: string;
  path: string;
  action: Action | undefined;
}

/** Every operation of the API, as its description tells strangers of it. */
async function describedOperations(): Promise<Operation[]> {
  const { paths } = await (await ask("/openapi.json")).json<{
    paths: Record<string, Record<string, { "x-action"?: Action }>>;
  }>();
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, action: operation["x-action"] })),
  );
}

const CODES: Record<Refusal, string> = {
  role: "forbidden",
  scope: "insufficient_scope",
  "first-party": "forbidden",
  "step-up": "step_up_required",
  elevation: "elevation_required",
  row: "forbidden",
  provenance: "forbidden",
};

/** Which refusal of the policy an answer is; `through` for whatever else a handler says to a request without sense. */
async function outcomeOf(response: Response): Promise<string> {
  if (response.status >= 500) return `crashed with ${response.status}`;
  if (response.status !== 401 && response.status !== 403) return "through";
  return (await errorOf(response)).code;
}

/** In which ways somebody may lack something; each must be told from the others on every route. */
const WAYS: Record<string, (role: Role) => Partial<Principal>> = {
  "lacking nothing": () => ({}),
  "with no scope": () => ({ scopes: [] }),
  "who signed in long ago": (role) => (role === "service" ? {} : { authenticatedAt: 0 }),
  "through a third party's app": (role) => ({
    clientId: "app",
    ...(role === "service" && { actor: "client:app" }),
  }),
};

async function newTenant(): Promise<string> {
  const id = newId();
  await createTenantStore(openDatabase(env.DB)).create(id, "test");
  return id;
}

describe("the table, at the door", () => {
  test("every operation under /v1 names an action of the policy; what names none is open to all", async () => {
    const operations = await describedOperations();
    expect(operations.length).toBeGreaterThan(15);
    for (const { method, path, action } of operations) {
      if (path.startsWith("/v1/")) expect(ACTIONS, `${method} ${path}`).toContain(action);
      else expect(action, `${method} ${path}`).toBeUndefined();
    }
  });

  test("every action is asked for by some operation, or is identity's", async () => {
    const named = new Set((await describedOperations()).map(({ action }) => action));
    expect(ACTIONS.filter((action) => !named.has(action))).toEqual(OF_IDENTITY);
  });

  describe.each(ROLES)("%s", (role) => {
    test.each(Object.keys(WAYS))(
      "%s gets on every route what the table says, elevated or not",
      async (way) => {
        const tenantId = newId();
        await createTenantStore(openDatabase(env.DB)).create(tenantId, "test");
        const { call } = await gatewayAs();
        const operations = (await describedOperations()).filter(({ path }) => path.startsWith("/v1/"));
        for (const isElevated of [false, true]) {
          const principal = somebody(tenantId, role, WAYS[way]!(role));
          if (isElevated) await elevateToEverything(principal);
          for (const { method, path, action } of operations) {
            const refusal = refusalOf(principal, action!, {
              now: Date.now(),
              ...(isElevated && personOf(principal) && { elevated: new Set(ACTIONS) }),
            });
            const answer = await call(
              principal,
              path.replace(/\{\w+\}/g, () => newId()),
              {
                method: method.toUpperCase(),
              },
            );
            const expected = refusal === null ? "through" : CODES[refusal];
            expect(await outcomeOf(answer), `${method} ${path}`).toBe(expected);
          }
        }
      },
    );
  });

  test("nobody is nobody, on every route", async () => {
    let network = 0;
    for (const { method, path, action } of await describedOperations()) {
      const answer = await ask(
        path.replace(/\{\w+\}/g, () => newId()),
        {
          method: method.toUpperCase(),
          // Each from a network of its own, since those that send many such requests are slowed down.
          headers: { "cf-connecting-ip": `192.0.2.${++network}` },
        },
      );
      if (action) expect((await errorOf(answer)).code, `${method} ${path}`).toBe("unauthenticated");
      else expect(answer.status, `${method} ${path}`).toBe(200);
    }
  });
});

/** As no request could: elevations name only what the table lets a role ask for. */
async function elevateToEverything(principal: Principal) {
  const elevation = {
    id: newId(),
    userId: principal.actor.slice(principal.actor.indexOf(":") + 1),
    actions: ACTIONS,
    reason: "to see that the table decides, not the row",
    expiresAt: Date.now() + 60_000,
  };
  const nothing = openDatabase(env.DB).run("select 1");
  await createElevationStore(openDatabase(env.DB)).insert(principal.tenantId, elevation, nothing);
}

describe("own rows", () => {
  const ownedBy = async (actor: string | null) => {
    const { tenantId, trackId } = await queuedTrack(await newTenant());
    await env.DB.prepare("update tracks set created_by = ? where id = ?").bind(actor, trackId).run();
    return { tenantId, path: `/v1/tracks/${trackId}` };
  };

  test("a member erases a track of their own, but neither another's nor one of nobody's", async () => {
    const { call } = await gatewayAs();
    for (const maker of ["user:other", "key:other", null]) {
      const { tenantId, path } = await ownedBy(maker);
      const member = somebody(tenantId, "member");
      expect(await errorOf(await call(member, path, { method: "DELETE" }))).toMatchObject({
        status: 403,
        code: "forbidden",
        details: { action: "tracks:delete" },
      });
      expect((await call(member, path)).status).toBe(200);
      expect((await call(somebody(tenantId, "admin"), path, { method: "DELETE" })).status).toBe(204);
    }
    const { tenantId, path } = await ownedBy("user:me");
    const me = somebody(tenantId, "member", { actor: "user:me" });
    expect((await call(me, path, { method: "DELETE" })).status).toBe(204);
    expect((await call(me, path)).status).toBe(404);
  });

  test("in another tenant nothing is found, whoever asks and whoever made it", async () => {
    const { call } = await gatewayAs();
    const { path } = await ownedBy("user:me");
    for (const role of ["owner", "member"] as const) {
      const stranger = somebody(await newTenant(), role, { actor: "user:me" });
      expect((await call(stranger, path, { method: "DELETE" })).status).toBe(404);
    }
  });
});
