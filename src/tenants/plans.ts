/** What a tenant may use. `null`: as much as it likes. */
export interface Plan {
  /** Metered requests a calendar month (UTC). */
  readonly requestsPerMonth: number | null;
  /** Analyses queued a calendar month (UTC). */
  readonly analysesPerMonth: number | null;
  /** Bytes of recordings kept at any time. */
  readonly storageBytes: number | null;
  /** Live connections open at any time. */
  readonly sockets: number | null;
}

const GB = 1_000_000_000;

/** The plans. To add or change one, change this table; docs/quotas.md shows the same figures. */
export const PLANS = {
  "self-hosted": { requestsPerMonth: null, analysesPerMonth: null, storageBytes: null, sockets: null },
  free: { requestsPerMonth: 10_000, analysesPerMonth: 200, storageBytes: 2 * GB, sockets: 5 },
  studio: { requestsPerMonth: 500_000, analysesPerMonth: 5_000, storageBytes: 200 * GB, sockets: 100 },
  label: {
    requestsPerMonth: 10_000_000,
    analysesPerMonth: 100_000,
    storageBytes: 5_000 * GB,
    sockets: 2_000,
  },
} as const satisfies Record<string, Plan>;

export type PlanName = keyof typeof PLANS;

/** A plan with the name it has in the record. */
export interface TenantPlan {
  readonly plan: Plan;
  readonly planName: PlanName;
}

/** The plan of this name. A name that is in no table means the smallest plan, so that a slip of the pen opens nothing. */
export function planNamed(name: string): TenantPlan {
  const planName = Object.hasOwn(PLANS, name) ? (name as PlanName) : "free";
  return { plan: PLANS[planName], planName };
}
