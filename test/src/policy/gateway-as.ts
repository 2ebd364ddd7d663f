import { env } from "cloudflare:workers";
import {
  authorize,
  createElevationStore,
  createFindElevated,
  recordRefusals,
} from "../../../src/auth/index.ts";
import { createAuditTrail } from "../../../src/compliance/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { ApiError, createApp, type Endpoint } from "../../../src/http/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import { type Principal, type Role, SCOPES } from "../../../src/policy/index.ts";
import { ORIGIN } from "../../workers/gateway/tenant.ts";

/**
 * Serves endpoints behind the policy as the gateway does, to principals of a test's choosing: what identifies callers is
 * the test's, what decides on them is not.
 */
export function gatewayAs(endpoints: readonly Endpoint[]) {
  const db = openDatabase(env.DB);
  const trail = createAuditTrail(db);
  const findElevated = createFindElevated(createElevationStore(db));
  const known = new Map<string, Principal>();
  const app = createApp({
    endpoints,
    guards: ({ action }) => [
      async (c, next) => {
        const principal = known.get(c.req.header("x-principal") ?? "");
        if (!principal) throw new ApiError("unauthenticated", "Nobody asks.");
        c.set("principal", principal);
        await next();
      },
      ...(action === null ? [] : [authorize(action, findElevated, recordRefusals(trail))]),
    ],
    log: createLogger("error"),
    pages: [],
    mounts: [],
  });
  return async (principal: Principal, path: string, init: RequestInit = {}): Promise<Response> => {
    const token = newId();
    known.set(token, principal);
    const headers = new Headers(init.headers);
    headers.set("x-principal", token);
    return app.fetch(new Request(new URL(path, ORIGIN), { ...init, headers }), env);
  };
}

/** Somebody of a role in a tenant who lacks nothing: all scopes, just signed in, in our own pages. */
export function somebody(tenantId: string, role: Role, but: Partial<Principal> = {}): Principal {
  const person = role !== "service";
  return {
    tenantId,
    actor: `${person ? "user" : "key"}:${newId()}`,
    role,
    scopes: SCOPES,
    credentialId: newId(),
    methods: person ? ["pwd"] : [],
    ...(person && { authenticatedAt: Date.now() }),
    ...but,
  };
}
