import { type AppContext, isHeld } from "../http/index.ts";
import type { ObjectStore } from "../storage/index.ts";
import { explainAbsence, type TaskStore } from "../tasks/index.ts";
import { type AnalysisObject, readAnalysisObject } from "./objects.ts";

/** Changes whenever anything that is drawn of the same bytes does, so that nobody keeps the old picture. */
const DRAWING = "2";

/**
 * Reads a stored result that an answer is made of, and sets the headers of that answer.
 * @param variant what tells this answer from others made of the same bytes; ends up in the entity tag
 * @returns null when the caller holds the answer: then it is 304
 * @throws ApiError `not_found` or `analysis_pending` when there is no such result
 */
export async function readDrawable(
  c: AppContext,
  { objects, tasks }: { objects: ObjectStore; tasks: TaskStore },
  trackId: string,
  object: AnalysisObject,
  variant: string,
): Promise<Uint8Array | null> {
  const stored =
    (await readAnalysisObject(objects, c.var.principal.tenantId, trackId, object)) ??
    (await explainAbsence(c, tasks, trackId));
  const etag = `"${stored.etag.replace(/^W\/|"/g, "")}-${DRAWING}-${variant}"`;
  c.header("etag", etag);
  c.header("cache-control", "private, no-cache");
  if (isHeld(c, etag)) {
    await stored.body.cancel();
    return null;
  }
  return new Uint8Array(await new Response(stored.body).arrayBuffer());
}
