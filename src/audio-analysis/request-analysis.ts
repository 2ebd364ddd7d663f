import { newId } from "../database/index.ts";
import type { AppContext } from "../http/index.ts";
import type { Logger } from "../monitoring/index.ts";
import type { ObjectStore } from "../storage/index.ts";
import { type AnalysisQueue, announceTask, type TaskRow, type TaskStore } from "../tasks/index.ts";
import type { Quota } from "../tenants/index.ts";
import type { AnalysisStore } from "./analysis-store.ts";
import type { Matrix, Part } from "./parts.ts";

export interface RequestParts {
  analyses: AnalysisStore;
  tasks: TaskStore;
  objects: ObjectStore;
  queue: AnalysisQueue;
  log: Logger;
  quota: Pick<Quota, "takeAnalysis">;
  /** The tenant's track, as the policy needs to see it. */
  findTrack: (
    tenantId: string,
    trackId: string,
  ) => Promise<Parameters<AppContext["var"]["permit"]>[0] | null>;
  requeueMs: number;
}

/** How long what was asked for is kept. */
export const KEPT_MS = 7 * 86_400_000;

/**
 * Queues the computing of parts and matrices of a track. Row and task appear in one atomic batch under one id, then the queue
 * is told; what a crash leaves in between is found by the sweep.
 * @returns null when the tenant has no such track
 */
export async function requestAnalysis(
  { analyses, tasks, queue, log, quota, requeueMs }: RequestParts,
  tenantId: string,
  {
    trackId,
    parts,
    matrices,
    format,
  }: { trackId: string; parts: Part[]; matrices: Matrix[]; format: "json" | "npy" },
  traceId: string,
): Promise<TaskRow | null> {
  const giveBack = await quota.takeAnalysis(tenantId);
  const id = newId();
  const now = Date.now();
  await analyses.request(
    tenantId,
    { id, trackId, parts, matrices, format, createdAt: now, expiresAt: now + KEPT_MS },
    tasks.insertQueuedForTrack(tenantId, { id, trackId, traceId, now, dueAt: now + requeueMs }, "extraction"),
  );
  const task = await tasks.find(tenantId, id);
  if (task) await announceTask({ queue, log }, { tenantId, taskId: id, trackId, traceId });
  else await giveBack();
  return task;
}
