import { createRoute } from "@hono/zod-openapi";
import type { BatchItem } from "drizzle-orm/batch";
import { ApiError, type AppContext, endpoint } from "../../http/index.ts";
import { tenantSchema, updateTenantSchema } from "../contract.ts";
import { isWithinBlocks } from "../network.ts";
import { presentTenant } from "../present-tenant.ts";
import { addressOf, type TenantGuard } from "../tenant-guard.ts";
import type { TenantStore } from "../tenant-store.ts";

/** What this needs of the audit trail. */
export interface TenantAudit {
  /** The statement that writes an event, for the batch of the act. */
  entry(
    tenantId: string,
    event: {
      action: "tenant_updated";
      outcome: "done";
      actor: string;
      target: string;
      details: Record<string, string | number | boolean>;
    },
  ): BatchItem<"sqlite">;
  /** Gives the event its place; follows the batch. */
  chain(tenantId: string): Promise<unknown>;
}

const route = createRoute({
  method: "patch",
  path: "/v1/tenant",
  operationId: "updateTenant",
  tags: ["tenant"],
  summary: "Change the tenant's name, or where its requests may come from",
  description:
    "A list of networks has to contain the one this request comes from, so that nobody locks themselves out; an empty one lets requests come from anywhere. It acts everywhere within seconds.",
  request: { body: { required: true, content: { "application/json": { schema: updateTenantSchema } } } },
  responses: {
    200: {
      description: "The tenant as it is now",
      content: { "application/json": { schema: tenantSchema } },
    },
  },
});

/** `PATCH /v1/tenant`. */
export const updateTenant = (tenants: TenantStore, guard: Pick<TenantGuard, "forget">, audit: TenantAudit) =>
  endpoint(
    { action: "tenant:update", failures: ["not_found", "invalid_json", "unsupported_media_type"] },
    route,
    async (c) => {
      const { name, allowed_networks: allowedNetworks } = c.req.valid("json");
      const { tenantId, actor } = c.var.principal;
      if (allowedNetworks) refuseLockOut(c, allowedNetworks);
      // The trail keeps for ever, so it is told that the name changed, but not to what.
      const details = {
        ...(name !== undefined && { name_changed: true }),
        ...(allowedNetworks && { networks: allowedNetworks.length }),
      };
      const event = {
        action: "tenant_updated",
        outcome: "done",
        actor,
        target: `tenant:${tenantId}`,
        details,
      } as const;
      const row = await tenants.update(
        tenantId,
        { ...(name !== undefined && { name }), ...(allowedNetworks && { allowedNetworks }) },
        audit.entry(tenantId, event),
      );
      guard.forget(tenantId);
      if (!row) throw new ApiError("not_found", "This tenant is gone.");
      await audit.chain(tenantId);
      return c.json(presentTenant(row), 200);
    },
  );

function refuseLockOut(c: AppContext, blocks: readonly string[]): void {
  if (blocks.length === 0) return;
  if (isWithinBlocks(addressOf(c), blocks)) return;
  throw new ApiError(
    "invalid_request",
    "This list would lock you out: it has to contain the network that you are asking from.",
    { details: { issues: [{ in: "json", path: "allowed_networks", message: "lacks your own network" }] } },
  );
}
