import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint } from "../../http/index.ts";
import { tenantSchema } from "../contract.ts";
import { presentTenant } from "../present-tenant.ts";
import type { TenantStore } from "../tenant-store.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tenant",
  operationId: "getTenant",
  tags: ["tenant"],
  summary: "Read the tenant's settings",
  responses: {
    200: {
      description: "The tenant that the credential belongs to",
      content: { "application/json": { schema: tenantSchema } },
    },
  },
});

/** `GET /v1/tenant`. */
export const getTenant = (tenants: TenantStore) =>
  endpoint({ action: "tenant:read", failures: ["not_found"] }, route, async (c) => {
    const row = await tenants.find(c.var.principal.tenantId);
    if (!row) throw new ApiError("not_found", "This tenant is gone.");
    return c.json(presentTenant(row), 200);
  });
