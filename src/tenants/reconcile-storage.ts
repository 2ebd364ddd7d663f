import { newId } from "../database/index.ts";
import { errorOf, type Logger } from "../monitoring/index.ts";
import type { Quota } from "./quota.ts";
import type { TenantStore } from "./tenant-store.ts";

/** Tenants looked at each time. */
const SLICE = 20;

/**
 * Puts right, for some tenants, what lost messages left wrong in their stored bytes. Which ones is left to chance: a
 * random place in the order of their ids, so that nothing has to remember where it was, and each has its turn in time.
 * @param storedBytes the record's sum for a tenant
 * @returns for how many the sum was taken; what fails is logged, and left to another time
 */
export async function reconcileStorage(
  { tenants, quota, log }: { tenants: TenantStore; quota: Quota; log: Logger },
  storedBytes: (tenantId: string) => Promise<number>,
): Promise<number> {
  const slice = await tenants.idsAfter(newId(), SLICE);
  // The order ends somewhere: there, it goes on from the beginning.
  if (slice.length < SLICE) slice.push(...(await tenants.idsAfter("", SLICE - slice.length)));
  let taken = 0;
  for (const tenantId of new Set(slice)) {
    try {
      if (await quota.reconcileStorage(tenantId, storedBytes)) taken++;
    } catch (error) {
      const cause = errorOf(error);
      log.warn("storage_not_reconciled", { tenant_id: tenantId, cause });
    }
  }
  return taken;
}
