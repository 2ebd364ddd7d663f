import { CALIBRATED_NAMES } from "./attributes.ts";
import type { CalibrationRow } from "./calibration-store.ts";
import { type Calibration, type CalibrationSummary, mapsSchema, reportSchema } from "./contract.ts";

/**
 * A calibration as lists show it.
 * @param origin scheme, host and port that was asked, for the links
 */
export function presentSummary(row: CalibrationRow, origin: string): CalibrationSummary {
  const maps = mapsSchema.parse(JSON.parse(row.maps));
  return {
    id: row.id,
    type: "calibration",
    href: `${origin}/v1/calibrations/${row.id}`,
    name: row.name,
    method: row.method,
    provenance: row.provenance,
    pairs: { sent: row.pairsSent, usable: row.pairsUsable },
    attributes: CALIBRATED_NAMES.filter((name) => maps[name] !== undefined),
    created_by: row.createdBy,
    created_at: new Date(row.createdAt).toISOString(),
  };
}

/** A calibration whole, with its report and its maps. */
export function presentCalibration(row: CalibrationRow, origin: string): Calibration {
  return {
    ...presentSummary(row, origin),
    report: reportSchema.parse(JSON.parse(row.report)),
    maps: mapsSchema.parse(JSON.parse(row.maps)),
  };
}
