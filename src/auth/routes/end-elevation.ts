import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { ElevationAudit } from "../elevation.ts";
import { isElevationRunning } from "../elevation-state.ts";
import type { ElevationStore } from "../elevation-store.ts";
import { chainAct } from "../key-trail.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/elevations/{id}",
  operationId: "endElevation",
  tags: ["elevations"],
  summary: "End an elevation before its time",
  request: { params: idParams },
  responses: { 204: { description: "Ended: the next request is decided on without it" } },
});

/** `DELETE /v1/elevations/{id}`. */
export const endElevation = (store: ElevationStore, audit: ElevationAudit) =>
  endpoint({ action: "elevations:end", failures: ["not_found"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { tenantId, actor } = c.var.principal;
    const row = await store.find(tenantId, id);
    if (row) c.var.permit({ createdBy: `user:${row.userId}` });
    const now = Date.now();
    if (!row || !isElevationRunning(row, now)) {
      throw new ApiError("not_found", "No elevation with this id is running.");
    }
    await store.end(
      tenantId,
      id,
      now,
      audit.entryIfChanged(tenantId, {
        action: "elevation_ended",
        outcome: "done",
        actor,
        target: `elevation:${id}`,
        details: { actions: row.actions.join(" ") },
      }),
    );
    await chainAct(c, { audit });
    return c.body(null, 204);
  });
