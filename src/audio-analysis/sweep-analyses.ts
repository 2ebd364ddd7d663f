import type { ObjectStore } from "../storage/index.ts";
import type { AnalysisStore } from "./analysis-store.ts";
import { requestedKey } from "./objects.ts";

const SWEEP = 100;

/** Erases requested analyses whose time is over; gives how many there were. */
export async function sweepAnalyses(
  { analyses, objects }: { analyses: AnalysisStore; objects: ObjectStore },
  now: number,
): Promise<number> {
  const expired = await analyses.findExpired(now, SWEEP);
  for (const { id, tenantId, trackId } of expired) {
    // Objects first: a crash in between leaves a row that is found again.
    await objects.eraseAll(requestedKey(tenantId, trackId, id, ""));
    await analyses.forget(tenantId, id);
  }
  return expired.length;
}
