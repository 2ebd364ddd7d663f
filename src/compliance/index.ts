import type { Endpoint } from "../http/index.ts";
import type { AuditTrail } from "./audit-trail.ts";
import { listAuditEvents } from "./routes/list-audit-events.ts";

export type { AuditAction } from "./audit-actions.ts";
export { type AuditEvent, SYSTEM_TENANT } from "./audit-event.ts";
export { type AuditTrail, createAuditTrail } from "./audit-trail.ts";
export { pseudonym } from "./pseudonym.ts";

/** The operations of this room. */
export const complianceEndpoints = (trail: AuditTrail): Endpoint[] => [listAuditEvents(trail)];
