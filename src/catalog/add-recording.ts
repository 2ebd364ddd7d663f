import type { AuditTrail } from "../compliance/index.ts";
import { newId } from "../database/index.ts";
import type { Logger } from "../monitoring/index.ts";
import type { Principal } from "../policy/index.ts";
import type { ObjectStore } from "../storage/index.ts";
import {
  type AnalysisQueue,
  announceTask,
  isFinished,
  type TaskRow,
  type TaskStore,
} from "../tasks/index.ts";
import type { Quota } from "../tenants/index.ts";
import type { TrackFields } from "./contract.ts";
import { type Received, receiveRecording } from "./receive-recording.ts";
import type { TrackRow, TrackStore } from "./track-store.ts";

export interface CatalogParts {
  tracks: TrackStore;
  tasks: TaskStore;
  objects: ObjectStore;
  queue: AnalysisQueue;
  log: Logger;
  quota: Pick<Quota, "reserveStorage" | "settleStorage" | "releaseStorage" | "takeAnalysis">;
  audit: Pick<AuditTrail, "entryIfChanged" | "chain">;
  limits: { maxUploadBytes: number; requeueMs: number };
}

export interface Added {
  track: TrackRow;
  /** The analysis under way, or the last one. */
  task: TaskRow | null;
  /** False when the tenant had these bytes already. */
  created: boolean;
}

/**
 * Takes a recording in and has it analysed. The order makes every crash harmless: the upload is noted, the object
 * written whole, then track and task appear in one atomic batch, then the queue is told; what a crash leaves between
 * two steps is found by the sweeps. Bytes the tenant already has give the track it has.
 * @param mostBytes how many the body may come to, as far as its head tells; set aside of the tenant's storage
 * @param receive reads the body into a writer and says what it was and what the sender said of it
 */
export async function addRecording(
  parts: CatalogParts,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  traceId: string,
  mostBytes: number,
  receive: (
    take: (bytes: AsyncIterable<Uint8Array>) => Promise<Received>,
  ) => Promise<{ received: Received; fields: TrackFields }>,
): Promise<Added> {
  const { tracks, tasks, objects, quota, limits } = parts;
  const trackId = newId();
  const objectKey = `${tenantId}/tracks/${trackId}`;
  const discard = async () => {
    try {
      await objects.erase(objectKey);
      await tracks.endUpload(tenantId, trackId);
      await quota.settleStorage(tenantId, trackId, 0);
    } catch {
      // The upload is still noted, so the sweep does it again; how this request ends does not hang on it.
    }
  };
  const take = (bytes: AsyncIterable<Uint8Array>) =>
    receiveRecording(bytes, limits.maxUploadBytes, async () => {
      await quota.reserveStorage(tenantId, trackId, Math.min(mostBytes, limits.maxUploadBytes));
      await tracks.beginUpload(tenantId, trackId, objectKey);
      return objects.open(objectKey);
    });

  const discardAndThrow = async (error: unknown): Promise<never> => {
    await discard();
    throw error;
  };
  const { received, fields } = await receive(take).catch(discardAndThrow);
  const giveBackAnalysis = await quota.takeAnalysis(tenantId).catch(discardAndThrow);
  const now = Date.now();
  const task = { id: newId(), trackId, traceId, now, dueAt: now + limits.requeueMs };
  const { external_id: externalId, ...labels } = fields;
  // Should this fail, the track may have been written all the same: then its sound must stay, else the sweep takes it.
  const track = await tracks.insertOnce(
    tenantId,
    {
      id: trackId,
      provenance: "upload",
      objectKey,
      createdBy: actor,
      createdAt: now,
      externalId,
      ...labels,
      ...received,
    },
    tasks.insertQueuedForTrack(tenantId, task),
  );
  if (track.id !== trackId) {
    await giveBackAnalysis();
    await discard();
    return { track, task: await ensureAnalysed(parts, tenantId, track.id, traceId), created: false };
  }
  await quota.settleStorage(tenantId, trackId, received.sizeBytes);
  await announceTask(parts, { tenantId, taskId: task.id, trackId, traceId });
  return { track, task: await tasks.find(tenantId, task.id), created: true };
}

/** The analysis a track has, under way or done; a new one when it has none or the last one failed. */
async function ensureAnalysed(parts: CatalogParts, tenantId: string, trackId: string, traceId: string) {
  const [latest] = await parts.tasks.selectLatest(tenantId, trackId);
  if (latest && (!isFinished(latest) || latest.status === "succeeded")) return latest;
  return startAnalysis(parts, tenantId, trackId, traceId);
}

/** Queues an analysis of a track, unless one is under way already; gives the task of whichever it is. */
export async function startAnalysis(
  parts: CatalogParts,
  tenantId: string,
  trackId: string,
  traceId: string,
): Promise<TaskRow | null> {
  const { tasks, quota, limits } = parts;
  const now = Date.now();
  const taskId = newId();
  const giveBack = await quota.takeAnalysis(tenantId);
  await tasks.insertQueuedForTrack(tenantId, {
    id: taskId,
    trackId,
    traceId,
    now,
    dueAt: now + limits.requeueMs,
  });
  const [task] = await tasks.selectLatest(tenantId, trackId);
  if (task?.id === taskId) await announceTask(parts, { tenantId, taskId, trackId, traceId });
  else await giveBack();
  return task ?? null;
}
