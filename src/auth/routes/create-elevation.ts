import { createRoute } from "@hono/zod-openapi";
import { newId } from "../../database/index.ts";
import { ApiError, endpoint } from "../../http/index.ts";
import { type Action, personOf, type Role } from "../../policy/index.ts";
import { type ElevationAudit, presentElevation } from "../elevation.ts";
import { createElevationSchema, elevationSchema } from "../elevation-contract.ts";
import { type ElevationTimes, elevationEnd, refusalOfElevation } from "../elevation-state.ts";
import type { ElevationStore } from "../elevation-store.ts";
import { chainAct } from "../key-trail.ts";

const route = createRoute({
  method: "post",
  path: "/v1/elevations",
  operationId: "createElevation",
  tags: ["elevations"],
  summary: "Be elevated for some minutes, with a reason",
  request: { body: { required: true, content: { "application/json": { schema: createElevationSchema } } } },
  responses: {
    201: {
      description: "Granted, and written to the audit trail; ends by itself",
      content: { "application/json": { schema: elevationSchema } },
    },
  },
});

/** `POST /v1/elevations`. */
export const createElevation = (store: ElevationStore, audit: ElevationAudit) =>
  endpoint(
    { action: "elevations:create", failures: ["invalid_json", "unsupported_media_type"] },
    route,
    async (c) => {
      const { reason, minutes, ...body } = c.req.valid("json");
      const actions = [...new Set(body.actions)];
      const { tenantId, actor, role } = c.var.principal;
      const userId = personOf(c.var.principal);
      if (userId === null) throw new ApiError("forbidden", "Only people are elevated, not keys or apps.");
      const now = Date.now();
      refuseWhereNotOpen(role, actions, await store.findRunning(tenantId, userId, now), now);

      const id = newId();
      const row = await store.insert(
        tenantId,
        { id, userId, actions, reason, createdAt: now, expiresAt: elevationEnd(minutes, now) },
        audit.entryIfChanged(tenantId, {
          action: "elevation_granted",
          outcome: "done",
          actor,
          target: `elevation:${id}`,
          details: { actions: actions.join(" "), minutes },
        }),
      );
      if (!row) {
        // Others were asked for in the same moment, and were written first.
        refuseWhereNotOpen(role, actions, await store.findRunning(tenantId, userId, now), now);
        throw new ApiError("quota_exceeded", "Too many elevations of yours ran just now: ask again.", {
          headers: { "retry-after": "1" },
        });
      }
      await chainAct(c, { audit });
      return c.json(presentElevation(row, now), 201);
    },
  );

function refuseWhereNotOpen(
  role: Role,
  actions: readonly Action[],
  running: readonly ElevationTimes[],
  now: number,
) {
  const refusal = refusalOfElevation(role, actions, running);
  if (refusal?.reason === "role") {
    const { action } = refusal;
    throw new ApiError("forbidden", `Elevation does not open “${action}” to your role.`, {
      details: { action },
    });
  }
  if (refusal?.reason === "enough") {
    throw new ApiError(
      "quota_exceeded",
      `${running.length} elevations of yours run already: end one, or wait.`,
      {
        headers: { "retry-after": String(Math.ceil((refusal.nextEnd - now) / 1000)) },
      },
    );
  }
}
