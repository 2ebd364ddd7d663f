import { genesisOf, link } from "../../../src/compliance/audit-hash.ts";
import { presentAuditEvent } from "../../../src/compliance/present-audit-event.ts";

export const TENANT = "5kTZ0hYzLm4wQ2sVn8aXcB";

/** A sound trail as the API shows it, of so many events. */
export function trailOf(count: number, tenantId = TENANT) {
  const events = Array.from({ length: count }, (_, i) => ({
    id: `event${i}`.padEnd(22, "0"),
    tenantId,
    at: 1_790_000_000_000 + i,
    action: "sign_in",
    outcome: "done",
    actor: "user:ana",
    target: i % 2 === 0 ? null : "session:s1",
    details: i % 3 === 0 ? { method: "pwd", number: i } : {},
  }));
  return link(genesisOf(tenantId), events).map(presentAuditEvent);
}

/** A trail as it is saved: an event a line. */
export const linesOf = (events: readonly unknown[]) =>
  events.map((event) => `${JSON.stringify(event)}\n`).join("");
