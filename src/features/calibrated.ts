import { z } from "@hono/zod-openapi";
import { ApiError, idSchema } from "../http/index.ts";
import type { Calibrator } from "./calibrator.ts";

/** What both reads of features take besides. */
export const calibrationQuery = z.object({
  calibration: idSchema
    .optional()
    .openapi({ description: "The id of a calibration of yours, whose maps are applied to the values" }),
});

/**
 * What turns stored features into those of a calibration.
 * @throws ApiError `not_found` when the tenant has no such calibration
 */
export async function calibratedBy(calibrator: Calibrator, tenantId: string, id: string) {
  const apply = await calibrator.find(tenantId, id);
  if (!apply) throw new ApiError("not_found", "There is no calibration with this id.");
  return apply;
}
