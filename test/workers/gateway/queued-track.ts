import { env } from "cloudflare:workers";
import { createTrackStore } from "../../../src/catalog/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { createTaskStore } from "../../../src/tasks/index.ts";

/** A track with a queued task, as an upload leaves them, without sound and without the queue being told. */
export async function queuedTrack(tenantId = newId(), now = 1_000, dueAt = 61_000) {
  const db = openDatabase(env.DB);
  const [trackId, taskId] = [newId(), newId()];
  const task = { id: taskId, trackId, traceId: "t", now, dueAt };
  await createTrackStore(db).insertOnce(
    tenantId,
    {
      id: trackId,
      provenance: "upload",
      sha256: trackId,
      sizeBytes: 1,
      format: "wav",
      mediaType: "audio/wav",
      objectKey: `${tenantId}/tracks/${trackId}`,
    },
    createTaskStore(db).insertQueuedForTrack(tenantId, task),
  );
  return { tenantId, trackId, taskId };
}
