import type { Outcome } from "./analyse-all.ts";

/**
 * Outcomes as one JSON document for programs: `{server, recordings: [{file, track_id, audio_features, error}]}`, in
 * which either `error` is null or the two before it are.
 */
export function jsonOutcomes(server: string, outcomes: Outcome[]): string {
  const recordings = outcomes.map((outcome) =>
    outcome.status === "analysed"
      ? { file: outcome.file, track_id: outcome.trackId, audio_features: outcome.features, error: null }
      : { file: outcome.file, track_id: null, audio_features: null, error: errorOf(outcome.error) },
  );
  return JSON.stringify({ server, recordings }, null, 2);
}

function errorOf({ code, message, requestId }: (Outcome & { status: "failed" })["error"]) {
  return { code, message, ...(requestId !== undefined && { request_id: requestId }) };
}
