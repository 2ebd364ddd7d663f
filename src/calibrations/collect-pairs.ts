import { z } from "@hono/zod-openapi";
import type { FeatureStore } from "../features/index.ts";
import { CALIBRATED_NAMES, type CalibratedName, isMeasured } from "./attributes.ts";
import type { CreateCalibration } from "./contract.ts";

/** Tracks whose features are read at once: some 1.7 KB each. */
const CHUNK = 500;

/** What this needs of features as they are stored. */
const storedSchema = z.object({
  ...(Object.fromEntries(CALIBRATED_NAMES.map((name) => [name, z.number()])) as Record<
    CalibratedName,
    z.ZodNumber
  >),
  version: z.string(),
  analyser: z.string(),
});

/** Our values of an attribute beside those known, pair by pair. */
export interface PairedValues {
  ours: Float64Array;
  theirs: Float64Array;
}

export interface CollectedPairs {
  /** Of the pairs sent, those of tracks with features. */
  usable: number;
  /** For each attribute that some pair names; pairs in the order of their track's id. */
  values: Map<CalibratedName, PairedValues>;
  analysers: string[];
  models: string[];
}

/**
 * Puts our values beside those that somebody knew the same tracks by. What is of other tenants, or not analysed, is not
 * found and left out. The order of `pairs` makes no difference.
 */
export async function collectPairs(
  features: Pick<FeatureStore, "findMany">,
  tenantId: string,
  pairs: CreateCalibration["pairs"],
): Promise<CollectedPairs> {
  const sorted = pairs.toSorted((a, b) => (a.track_id < b.track_id ? -1 : 1));
  const [analysers, models] = [new Set<string>(), new Set<string>()];
  const lists = new Map<CalibratedName, [number, number][]>();
  let usable = 0;
  for (let start = 0; start < sorted.length; start += CHUNK) {
    const chunk = sorted.slice(start, start + CHUNK);
    const rows = await features.findMany(
      tenantId,
      chunk.map(({ track_id }) => track_id),
    );
    const bodies = new Map(rows.map(({ trackId, body }) => [trackId, body]));
    for (const { track_id, features: known } of chunk) {
      const body = bodies.get(track_id);
      const ours = body === undefined ? undefined : storedSchema.safeParse(JSON.parse(body)).data;
      for (const name of CALIBRATED_NAMES) {
        const theirs = known[name] ?? undefined;
        if (theirs === undefined) continue;
        const list = lists.get(name) ?? [];
        lists.set(name, list);
        if (ours && isMeasured(name, ours[name]) && isMeasured(name, theirs)) list.push([ours[name], theirs]);
      }
      if (!ours) continue;
      usable++;
      analysers.add(ours.analyser);
      models.add(ours.version);
    }
  }
  const values = new Map(
    [...lists].map(([name, list]) => [
      name,
      {
        ours: Float64Array.from(list, ([value]) => value),
        theirs: Float64Array.from(list, ([, value]) => value),
      },
    ]),
  );
  return { usable, values, analysers: [...analysers].sort(), models: [...models].sort() };
}
