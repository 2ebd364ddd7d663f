import type { Clip } from "./clips.ts";
import type { BenchServers } from "./servers.ts";
import { median } from "./statistics.ts";

export interface UploadFigures {
  format: string;
  seconds: number;
  /** From the first byte sent to the features received, in milliseconds: the median of the runs. */
  ms: number;
}

/**
 * The whole trip over HTTP: an upload that waits for its features. Each run uploads a new recording and deletes it,
 * since the same bytes again would be the same track.
 * @returns the figures, and the features of the last run as they are stored, with `{id}` in place of the track's id
 */
export async function measureUploads(
  { ports, key, database, tenantId }: BenchServers,
  clips: readonly Clip[],
  runs: number,
): Promise<{ figures: UploadFigures[]; body: string }> {
  const url = new URL(`http://127.0.0.1:${ports.gateway}/v1/tracks`);
  const authorization = `Bearer ${key}`;
  const figures: UploadFigures[] = [];
  let stored = "";
  for (const { format, seconds, mediaType, bytes } of clips) {
    const times: number[] = [];
    // The first run compiles what it meets.
    for (let run = 0; run <= runs; run++) {
      const started = performance.now();
      const answer = await fetch(url, {
        method: "POST",
        headers: { authorization, "content-type": mediaType, prefer: "wait=20" },
        body: bytes,
      });
      const text = await answer.text();
      times.push(performance.now() - started);
      if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}: ${text}`);
      const id = /"id":"(\w{22})"/.exec(text)?.[1] ?? "";
      const row = await database
        .prepare("select body from audio_features where track_id = ? and tenant_id = ?")
        .bind(id, tenantId)
        .first<{ body: string }>();
      stored = row?.body.replaceAll(id, "{id}") ?? "";
      const gone = await fetch(`${url.href}/${id}`, { method: "DELETE", headers: { authorization } });
      await gone.arrayBuffer();
      if (!gone.ok) throw new Error(`the deletion answered ${gone.status}`);
    }
    figures.push({ format, seconds, ms: median(times.slice(1)) });
  }
  return { figures, body: stored };
}
