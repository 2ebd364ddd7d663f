import type { Endpoint } from "../http/index.ts";
import type { createCalibrator } from "./calibrator.ts";
import type { CalibrationParts } from "./create-calibration.ts";
import { createCalibration } from "./routes/create-calibration.ts";
import { deleteCalibration } from "./routes/delete-calibration.ts";
import { getCalibration } from "./routes/get-calibration.ts";
import { listCalibrations } from "./routes/list-calibrations.ts";

export { createCalibrationStore } from "./calibration-store.ts";
export { createCalibrator } from "./calibrator.ts";

/** The operations of this room. */
export const calibrationEndpoints = (
  parts: CalibrationParts,
  calibrator: ReturnType<typeof createCalibrator>,
): Endpoint[] => [
  createCalibration(parts),
  listCalibrations(parts.calibrations),
  getCalibration(parts.calibrations),
  deleteCalibration(parts, calibrator),
];
