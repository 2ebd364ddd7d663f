import { planNamed, type TenantPlan } from "./plans.ts";
import { createQuota, type Quota, type QuotaParts } from "./quota.ts";

/** How old a plan may be that is gone by. */
const REMEMBERED_MS = 10_000;

export interface TenantQuotaParts extends Omit<QuotaParts, "planOf"> {
  tenants: { find(tenantId: string): Promise<{ plan: string } | null> };
}

/** The quota for whoever serves one tenant alone and sees no requests, such as a room: it reads the plan itself, now and again. */
export function createTenantQuota({ tenants, ...parts }: TenantQuotaParts): Quota {
  const { now } = parts;
  let known: (TenantPlan & { tenantId: string; readAt: number }) | undefined;
  return createQuota({
    ...parts,
    planOf: async (tenantId) => {
      const age = known?.tenantId === tenantId ? now() - known.readAt : Number.POSITIVE_INFINITY;
      if (known && age >= 0 && age < REMEMBERED_MS) return known.plan;
      const readAt = now();
      const row = await tenants.find(tenantId);
      known = { ...planNamed(row?.plan ?? ""), tenantId, readAt };
      return known.plan;
    },
  });
}
