import { createRoute } from "@hono/zod-openapi";
import { atOrigin, audioFeaturesSchema } from "../../features/index.ts";
import { presentDuplicates } from "../../fingerprints/index.ts";
import {
  ApiError,
  type AppContext,
  endpoint,
  errorCodeOf,
  originOf,
  preferredWaitMs,
} from "../../http/index.ts";
import type { ObjectWriter } from "../../storage/index.ts";
import { awaitTask, presentTask, RETRY_AFTER_SECONDS, type TaskRow } from "../../tasks/index.ts";
import { type Added, addRecording, type CatalogParts } from "../add-recording.ts";
import { type TrackFields, trackFieldsSchema, type Upload, uploadBody, uploadSchema } from "../contract.ts";
import type { KeptOfTracks } from "../delete-recording.ts";
import { presentTrack } from "../present-track.ts";
import { readUpload } from "../read-upload.ts";
import { type Received, receiveRecording } from "../receive-recording.ts";

const answer = (description: string) => ({
  description,
  content: { "application/json": { schema: uploadSchema } },
});

const route = createRoute({
  method: "post",
  path: "/v1/tracks",
  operationId: "uploadTrack",
  tags: ["tracks"],
  summary: "Upload a recording and have it analysed",
  description:
    "An mp3, FLAC, WAV, Ogg Vorbis or Opus file, as a form or as the body itself (its labels then go into the query). " +
    "With `Prefer: wait=20` the answer waits for the features.",
  request: { query: trackFieldsSchema },
  responses: {
    200: answer("These bytes were here already; their track keeps the labels it has"),
    201: answer("Analysed while you waited"),
    202: answer("Taken in; the task in `Location` tells when the features are ready"),
  },
});

/** `POST /v1/tracks`. */
export const uploadTrack = (parts: CatalogParts, kept: KeptOfTracks) =>
  endpoint(
    {
      action: "tracks:upload",
      failures: [
        "malformed_body",
        "unsupported_media_type",
        "unsupported_audio",
        "corrupt_audio",
        "audio_too_long",
        "empty_audio",
        "analysis_failed",
      ],
      body: uploadBody,
      // Those of the features stand beside them; this one speaks for the duplicates.
      cards: ["fingerprint"],
      fingerprint: async (c) => {
        const { maxUploadBytes } = parts.limits;
        return fingerprintOf(
          await readUpload(c, maxUploadBytes, (bytes) =>
            receiveRecording(bytes, maxUploadBytes, discardingWriter),
          ),
        );
      },
    },
    route,
    async (c) => {
      const { tenantId } = c.var.principal;
      const added = await addRecording(
        parts,
        c.var.principal,
        c.var.traceId,
        declaredBytes(c),
        async (take) => {
          const upload = await readUpload(c, parts.limits.maxUploadBytes, take);
          c.set("fingerprint", fingerprintOf(upload));
          return upload;
        },
      );
      const waitMs = preferredWaitMs(c.req.header("prefer"));
      const task =
        added.task && waitMs > 0 ? await awaitTask(parts.tasks, tenantId, added.task.id, waitMs) : added.task;
      if (waitMs > 0) c.header("preference-applied", `wait=${waitMs / 1000}`);
      return c.json(await present(c, kept, { ...added, task }), statusOf(c, added.created, task, waitMs));
    },
  );

/** How long a body says it is; a form is a little longer than its file. Unknown lengths may be any. */
function declaredBytes(c: AppContext): number {
  const declared = Number(c.req.header("content-length") ?? Number.NaN);
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : Number.MAX_SAFE_INTEGER;
}

function fingerprintOf({ received, fields }: { received: Received; fields: TrackFields }): string {
  return `${received.sha256} ${JSON.stringify(fields)}`;
}

/** Where the bytes of a repeated upload go: nowhere, they are only hashed. */
async function discardingWriter(): Promise<ObjectWriter> {
  return { write: async () => {}, complete: async () => {}, abort: async () => {} };
}

function statusOf(c: AppContext, created: boolean, task: TaskRow | null, waitMs: number): 200 | 201 | 202 {
  if (task?.status === "failed" && waitMs > 0) {
    const details = { task: presentTask(task, originOf(c)) };
    throw new ApiError(
      errorCodeOf(task.errorCode ?? "analysis_failed"),
      task.errorMessage ?? "The analysis failed.",
      { details },
    );
  }
  if (!created) return 200;
  if (task?.status === "succeeded") {
    c.header("location", `/v1/tracks/${task.trackId}`);
    return 201;
  }
  return 202;
}

async function present(
  c: AppContext,
  { features: { reader }, fingerprints }: KeptOfTracks,
  { track, task }: Omit<Added, "created">,
): Promise<Upload> {
  const origin = originOf(c);
  const ready = task?.status === "succeeded";
  if (ready) reader.forget(track.tenantId, track.id);
  const stored = ready
    ? await reader.one(track.tenantId, track.id, (work) => c.executionCtx.waitUntil(work))
    : null;
  const audio_features = stored && audioFeaturesSchema.parse(JSON.parse(atOrigin(stored.body, origin)));
  if (task && !ready) {
    c.header("location", `/v1/tasks/${task.id}`);
    c.header("retry-after", String(RETRY_AFTER_SECONDS));
  }
  return {
    track: {
      ...presentTrack(track, origin),
      ...(audio_features && { duration_ms: audio_features.duration_ms }),
    },
    task: task && presentTask(task, origin),
    audio_features,
    duplicates: ready
      ? presentDuplicates(await fingerprints.duplicatesOf(track.tenantId, track.id), track.id, origin)
      : null,
  };
}
