import { createRoute } from "@hono/zod-openapi";
import { endpoint } from "../../http/index.ts";
import type { AuditTrail } from "../audit-trail.ts";
import { auditPageSchema, auditQuery } from "../contract.ts";
import { presentAuditEvent } from "../present-audit-event.ts";

const route = createRoute({
  method: "get",
  path: "/v1/audit",
  operationId: "listAuditEvents",
  tags: ["audit"],
  summary: "The tenant's audit trail",
  description:
    "Security-relevant acts, each chained to the one before by its hash. `npm run audit:verify` checks the chain. " +
    "Reading is itself recorded, at most once a minute and reader.",
  request: { query: auditQuery },
  responses: {
    200: {
      description: "Events, oldest first, or newest first with `before`; and the head of the chain",
      content: { "application/json": { schema: auditPageSchema } },
    },
  },
});

/** `GET /v1/audit`. */
export const listAuditEvents = (trail: AuditTrail) =>
  endpoint({ action: "audit:read", failures: [] }, route, async (c) => {
    const query = c.req.valid("query");
    const { tenantId, actor } = c.var.principal;
    await trail.recordOnce(tenantId, { action: "audit_read", outcome: "done", actor });
    const { events, more, head } = await trail.page(tenantId, query);
    const places = events.map(({ sequence }) => sequence);
    const [first, last] = [places[0] ?? null, places.at(-1) ?? null];
    const backwards = query.before !== undefined;
    c.header("cache-control", "no-store");
    return c.json(
      {
        href: linkTo(c.req.url, {}),
        items: events.map(presentAuditEvent),
        limit: query.limit,
        next: more && last !== null ? linkTo(c.req.url, { [backwards ? "before" : "after"]: last }) : null,
        cursors: backwards ? { after: first, before: last } : { after: last, before: first },
        head,
      },
      200,
    );
  });

/** The address that was asked, with some of its parameters set anew. */
function linkTo(url: string, parameters: Record<string, number>): string {
  const link = new URL(url);
  for (const [name, value] of Object.entries(parameters)) link.searchParams.set(name, String(value));
  return link.href;
}
