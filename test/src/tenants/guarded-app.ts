import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createRoute, z } from "@hono/zod-openapi";
import { createAuditTrail } from "../../../src/compliance/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createApp, endpoint } from "../../../src/http/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import { type Action, type Principal, SCOPES } from "../../../src/policy/index.ts";
import {
  createRulesStore,
  createTenantGuard,
  createTenantStore,
  type GuardRefusal,
  type PlanName,
  type RulesStore,
  type TenantGuardParts,
  tenantEndpoints,
} from "../../../src/tenants/index.ts";

const ORIGIN = "http://descant.test";

/** Something that is metered. */
const work = endpoint(
  { action: "features:read", failures: [] },
  createRoute({
    method: "get",
    path: "/v1/work",
    responses: { 200: { description: "Done", content: { "text/plain": { schema: z.string() } } } },
  }),
  (c) => c.text("done", 200),
);

/** One isolate's app: its own guard and copies, on the real D1 and the real meters. The caller says who it is. */
export function guardedIsolate(parts: Partial<TenantGuardParts> = {}) {
  const db = openDatabase(env.DB);
  const world = { now: Date.now(), reads: 0 };
  const refusals: GuardRefusal[] = [];
  const stored = createRulesStore(db);
  const rules: RulesStore = {
    read: (tenantId, cursor) => {
      world.reads++;
      return stored.read(tenantId, cursor);
    },
  };
  const guard = createTenantGuard({
    meters: env.TENANT_METER,
    rules,
    log: createLogger("error"),
    onRefusal: async (_, refusal) => void refusals.push(refusal),
    now: () => world.now,
    ...parts,
  });
  const app = createApp({
    endpoints: [work, ...tenantEndpoints(createTenantStore(db), guard, createAuditTrail(db))],
    guards: ({ action }) => [
      async (c, next) => {
        c.set("principal", JSON.parse(c.req.header("x-principal") ?? "{}") as Principal);
        await next();
      },
      guard.admit(action as Action),
    ],
    log: createLogger("error"),
    pages: [],
    mounts: [],
  });
  const ask = async (principal: Principal, path = "/v1/work", init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("x-principal", JSON.stringify(principal));
    const context = createExecutionContext();
    const response = await app.fetch(new Request(new URL(path, ORIGIN), { ...init, headers }), env, context);
    await waitOnExecutionContext(context);
    return response;
  };
  return { guard, world, refusals, ask };
}

/** A tenant with its row, and somebody in it. */
export async function tenantOf(
  plan: PlanName = "self-hosted",
  allowedNetworks: string[] = [],
): Promise<Principal> {
  const tenantId = newId();
  await env.DB.prepare("insert into tenants (id, name, plan, allowed_networks) values (?, 'test', ?, ?)")
    .bind(tenantId, plan, JSON.stringify(allowedNetworks))
    .run();
  return {
    tenantId,
    actor: "user:ada",
    role: "owner",
    scopes: SCOPES,
    credentialId: "session-1",
    methods: ["pwd"],
    authenticatedAt: Date.now(),
    issuedAt: Date.now() - 60_000,
  };
}
