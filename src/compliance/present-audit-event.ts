import type { ChainedEvent } from "./audit-chain-state.ts";
import type { AuditRecord } from "./contract.ts";

/** A chained event as the API shows it; all that its hash was made of is there. */
export function presentAuditEvent(event: ChainedEvent): AuditRecord {
  const at = new Date(event.at);
  return {
    id: event.id,
    type: "audit_event",
    tenant_id: event.tenantId,
    sequence: event.sequence,
    // Somebody who tampers can write a time that is none; the hash tells on them either way.
    at: (Number.isNaN(at.getTime()) ? new Date(0) : at).toISOString(),
    action: event.action,
    outcome: event.outcome,
    actor: event.actor,
    target: event.target,
    details: event.details,
    hash: event.hash,
  };
}
