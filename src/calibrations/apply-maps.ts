import { type AudioFeatures, ORIGIN } from "../features/index.ts";
import { CALIBRATED, CALIBRATED_NAMES, type CalibratedName, isMeasured } from "./attributes.ts";
import type { Report } from "./contract.ts";
import { type MonotoneMap, mapped } from "./monotone-map.ts";

/** A calibration as it is applied. */
export interface AppliedCalibration {
  id: string;
  maps: Partial<Record<CalibratedName, MonotoneMap>>;
  report: Report;
}

/**
 * Features with the values of a calibration in place of ours. Only the attributes themselves change: what stands under
 * `details` is what was measured. A confidence never rises, and is never more than the share of variance that the map
 * explained on held-out pairs.
 */
export function applyMaps({ id, maps, report }: AppliedCalibration, features: AudioFeatures): AudioFeatures {
  const result: AudioFeatures = { ...features, confidence: { ...features.confidence } };
  const attributes: CalibratedName[] = [];
  for (const name of CALIBRATED_NAMES) {
    const map = maps[name];
    if (!map || !isMeasured(name, features[name])) continue;
    const { least, most, digits } = CALIBRATED[name];
    const value = Math.min(most, Math.max(least, mapped(map, features[name])));
    result[name] = Number(value.toFixed(digits));
    result.confidence[name] = Math.min(features.confidence[name], skillOf(report, name));
    attributes.push(name);
  }
  result.calibration = {
    id,
    href: `${ORIGIN}/v1/calibrations/${id}`,
    attributes,
    same_versions: report.analysers.includes(features.analyser) && report.models.includes(features.version),
  };
  return result;
}

function skillOf(report: Report, name: CalibratedName): number {
  const outcome = report.attributes[name];
  const explained = outcome && "after" in outcome ? (outcome.after.r_squared.value ?? 0) : 0;
  return Number(Math.min(1, Math.max(0, explained)).toFixed(3));
}
