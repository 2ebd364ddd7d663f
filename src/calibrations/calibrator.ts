import { createLeastRecentlyUsed } from "../cache/index.ts";
import type { AudioFeatures, Calibrator } from "../features/index.ts";
import { applyMaps } from "./apply-maps.ts";
import type { CalibrationStore } from "./calibration-store.ts";
import { mapsSchema, reportSchema } from "./contract.ts";

/** Up to some 20 KB an entry, so a few MB at the most. */
const CAPACITY = 200;

/**
 * Applies calibrations to features as they are stored. An isolate keeps the maps it has read.
 * @param ttlMs how long it trusts its copy, which is how long another isolate's deletion can go unnoticed
 */
export function createCalibrator(
  store: Pick<CalibrationStore, "find">,
  ttlMs: number,
  now: () => number = Date.now,
): Calibrator & { forget(tenantId: string, id: string): void } {
  type Apply = (body: string) => string;
  const held = createLeastRecentlyUsed<string, { apply: Apply; until: number }>(CAPACITY);
  const keyOf = (tenantId: string, id: string) => `${tenantId}/${id}`;
  return {
    find: async (tenantId, id) => {
      const known = held.get(keyOf(tenantId, id));
      if (known && now() < known.until) return known.apply;
      const row = await store.find(tenantId, id);
      if (!row) return null;
      const calibration = {
        id,
        maps: mapsSchema.parse(JSON.parse(row.maps)),
        report: reportSchema.parse(JSON.parse(row.report)),
      };
      // The text was valid when it was stored, as that which is served without a calibration.
      const apply: Apply = (body) =>
        JSON.stringify(applyMaps(calibration, JSON.parse(body) as AudioFeatures));
      held.set(keyOf(tenantId, id), { apply, until: now() + ttlMs });
      return apply;
    },
    forget: (tenantId, id) => held.delete(keyOf(tenantId, id)),
  };
}
