import { createRoute } from "@hono/zod-openapi";
import { endpoint } from "../../http/index.ts";
import { usageSchema } from "../contract.ts";
import { presentUsage } from "../present-tenant.ts";
import type { TenantGuard } from "../tenant-guard.ts";

const route = createRoute({
  method: "get",
  path: "/v1/usage",
  operationId: "getUsage",
  tags: ["tenant"],
  summary: "See what the tenant has used of its plan",
  description:
    "Requests and analyses are counted a calendar month (UTC); storage and sockets are what is held now. Looking here is not counted.",
  responses: {
    200: {
      description: "Each meter with its limit",
      content: { "application/json": { schema: usageSchema } },
    },
  },
});

/** `GET /v1/usage`. */
export const getUsage = (guard: Pick<TenantGuard, "usage">) =>
  endpoint({ action: "usage:read", failures: ["meter_unavailable"] }, route, async (c) => {
    const usage = await guard.usage(c.var.principal.tenantId);
    c.header("cache-control", "no-store");
    return c.json(presentUsage(usage, Date.now()), 200);
  });
