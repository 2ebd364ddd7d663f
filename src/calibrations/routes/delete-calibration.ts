import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { createCalibrator } from "../calibrator.ts";
import type { CalibrationParts } from "../create-calibration.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/calibrations/{id}",
  operationId: "deleteCalibration",
  tags: ["calibrations"],
  summary: "Erase a calibration",
  request: { params: idParams },
  responses: { 204: { description: "Gone" } },
});

/** `DELETE /v1/calibrations/{id}`. */
export const deleteCalibration = (
  { calibrations, audit }: Pick<CalibrationParts, "calibrations" | "audit">,
  calibrator: Pick<ReturnType<typeof createCalibrator>, "forget">,
) =>
  endpoint({ action: "calibrations:delete", failures: ["not_found"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { tenantId, actor } = c.var.principal;
    const row = await calibrations.find(tenantId, id);
    if (!row) throw new ApiError("not_found", "There is no calibration with this id.");
    c.var.permit({ createdBy: row.createdBy });
    const event = {
      action: "calibration_deleted",
      outcome: "done",
      actor,
      target: `calibration:${id}`,
    } as const;
    await calibrations.erase(tenantId, id, audit.entryIfChanged(tenantId, event));
    calibrator.forget(tenantId, id);
    await audit.chain(tenantId);
    return c.body(null, 204);
  });
