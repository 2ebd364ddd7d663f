import { createRoute, z } from "@hono/zod-openapi";
import { type Probe, probeAll, type Readiness } from "../../monitoring/index.ts";
import { endpoint } from "../endpoint.ts";

const TIMEOUT_MS = 5_000;
/** For so long one answer serves everybody: anyone may ask, and each question costs four calls. */
const REMEMBERED_MS = 1_000;

const alive = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "getHealth",
  tags: ["health"],
  summary: "Whether the gateway runs",
  responses: {
    200: {
      description: "It does",
      content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
    },
  },
});

const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), duration_ms: z.number() })),
  })
  .openapi("Readiness");

const ready = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "getReadiness",
  tags: ["health"],
  summary: "Whether everything the gateway needs works",
  responses: {
    200: { description: "All of it", content: { "application/json": { schema: readinessSchema } } },
    503: { description: "Not all of it", content: { "application/json": { schema: readinessSchema } } },
  },
});

/** `GET /healthz` and `GET /readyz`. */
export function healthEndpoints(probes: readonly Probe[]) {
  let last: { readiness: Readiness; at: number } | undefined;
  return [
    endpoint({ action: null, failures: [] }, alive, (c) => c.json({ status: "ok" as const }, 200)),
    endpoint({ action: null, failures: [] }, ready, async (c) => {
      const now = Date.now();
      if (!last || now - last.at >= REMEMBERED_MS) {
        last = { readiness: await probeAll(probes, c.var.traceId, TIMEOUT_MS), at: now };
      }
      const { readiness } = last;
      c.header("cache-control", "no-store");
      return c.json(readiness, readiness.ready ? 200 : 503);
    }),
  ];
}
