import type { Endpoint } from "../http/index.ts";
import { getTenant } from "./routes/get-tenant.ts";
import { getUsage } from "./routes/get-usage.ts";
import { type TenantAudit, updateTenant } from "./routes/update-tenant.ts";
import type { TenantGuard } from "./tenant-guard.ts";
import type { TenantStore } from "./tenant-store.ts";

export * from "./meter-contract.ts";
export type { MonthState } from "./meter-state.ts";
export * as monthMeter from "./meter-state.ts";
export { isWithinBlocks } from "./network.ts";
export { PLANS, type Plan, type PlanName, planNamed } from "./plans.ts";
export type { Quota } from "./quota.ts";
export { reconcileStorage } from "./reconcile-storage.ts";
export { isRevoked, REVOCATIONS_KEPT_MS } from "./revocation.ts";
export { createRevocationStore, type RevocationStore } from "./revocation-store.ts";
export type { TenantAudit } from "./routes/update-tenant.ts";
export { createRulesStore, type RulesStore } from "./rules-store.ts";
export type { SocketsState } from "./sockets-state.ts";
export * as socketsMeter from "./sockets-state.ts";
export type { StorageState } from "./storage-state.ts";
export * as storageMeter from "./storage-state.ts";
export { tenants } from "./tables.ts";
export {
  createTenantGuard,
  type GuardRefusal,
  type TenantGuard,
  type TenantGuardParts,
} from "./tenant-guard.ts";
export { createTenantQuota } from "./tenant-quota.ts";
export { createTenantStore, type TenantRow, type TenantStore } from "./tenant-store.ts";

/** The operations of this room. */
export const tenantEndpoints = (tenants: TenantStore, guard: TenantGuard, audit: TenantAudit): Endpoint[] => [
  getUsage(guard),
  getTenant(tenants),
  updateTenant(tenants, guard, audit),
];
