import type { AuditTrail } from "../compliance/index.ts";
import { ACTIONS, type Action, personOf } from "../policy/index.ts";
import type { FindElevated } from "./authorize.ts";
import type { Elevation } from "./elevation-contract.ts";
import { actionsOpenedBy, isElevationRunning } from "./elevation-state.ts";
import type { ElevationRow, ElevationStore } from "./elevation-store.ts";

/** The audit trail, as far as elevations need it. They tell it no reason: that stays with them, and may name people. */
export type ElevationAudit = Pick<AuditTrail, "entry" | "entryIfChanged" | "chain">;

/** Finds what running elevations open to a principal: nothing to keys and apps, for elevations belong to people. */
export function createFindElevated(store: Pick<ElevationStore, "findRunning">): FindElevated {
  return async (principal, now) => {
    const person = personOf(principal);
    if (person === null) return new Set();
    return actionsOpenedBy(await store.findRunning(principal.tenantId, person, now), now);
  };
}

/** A stored elevation as the API shows it; actions that the policy no longer knows open nothing and are left out. */
export function presentElevation(row: ElevationRow, now: number): Elevation {
  return {
    id: row.id,
    type: "elevation",
    user_id: row.userId,
    actions: ACTIONS.filter((action: Action) => row.actions.includes(action)),
    reason: row.reason,
    running: isElevationRunning(row, now),
    created_at: new Date(row.createdAt).toISOString(),
    expires_at: new Date(row.expiresAt).toISOString(),
    ended_at: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
  };
}
