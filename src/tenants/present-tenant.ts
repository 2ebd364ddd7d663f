import type { Tenant, Usage, UsageOfMeter } from "./contract.ts";
import { planNamed } from "./plans.ts";
import type { TenantUsage } from "./tenant-guard.ts";
import type { TenantRow } from "./tenant-store.ts";

/** A tenant as the API shows it. */
export function presentTenant(row: TenantRow): Tenant {
  return {
    id: row.id,
    type: "tenant",
    name: row.name,
    plan: planNamed(row.plan).planName,
    allowed_networks: row.allowedNetworks,
    created_at: row.createdAt.toISOString(),
  };
}

/** What a tenant has used as the API shows it. Reserved bytes count as used: they are not there for anybody else. */
export function presentUsage({ plan, planName, ...usage }: TenantUsage, now: number): Usage {
  const { period, requests, analyses, storage, sockets } = usage;
  const endsAt = new Date(period.endsAt).toISOString();
  return {
    type: "usage",
    plan: planName,
    period: { starts_at: new Date(period.startsAt).toISOString(), ends_at: endsAt },
    as_of: new Date(now).toISOString(),
    requests: meter(requests, plan.requestsPerMonth, endsAt),
    analyses: meter(analyses, plan.analysesPerMonth, endsAt),
    storage_bytes: meter(storage.stored + storage.reserved, plan.storageBytes, null),
    sockets: meter(sockets, plan.sockets, null),
  };
}

function meter(used: number, limit: number | null, resets_at: string | null): UsageOfMeter {
  return { used, limit, remaining: limit === null ? null : Math.max(0, limit - used), resets_at };
}
