import { env } from "cloudflare:workers";
import { openDatabase } from "../../../src/database/index.ts";
import { audioFeaturesSchema, createFeatureStore, entityTagOf, ORIGIN } from "../../../src/features/index.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";

/** Figures of an analysed track, as a test wants them; others are plausible. */
export type Figures = { energy?: number; valence?: number; tempo?: number; loudness?: number };

/** Writes a track with features, as an analysis would have left them; gives its id. */
export async function knownTrack(tenantId: string, figures: Figures = {}): Promise<string> {
  const { trackId } = await queuedTrack(tenantId);
  const shares = {
    acousticness: 0.2,
    danceability: 0.6,
    energy: 0.5,
    instrumentalness: 0.8,
    liveness: 0.1,
    speechiness: 0.05,
    valence: 0.4,
  };
  const body = JSON.stringify(
    audioFeaturesSchema.parse({
      ...shares,
      analysis_url: `${ORIGIN}/v1/audio-analysis/${trackId}`,
      duration_ms: 1000,
      id: trackId,
      key: 9,
      loudness: -9.5,
      mode: 0,
      tempo: 120,
      time_signature: 4,
      track_href: `${ORIGIN}/v1/tracks/${trackId}`,
      type: "audio_features",
      uri: `descant:track:${trackId}`,
      ...figures,
      confidence: {
        ...Object.fromEntries(Object.keys(shares).map((name) => [name, 0.99])),
        key: 0.6,
        loudness: 1,
        mode: 0.6,
        tempo: 0.8,
        time_signature: 0.9,
      },
      version: "model-1",
      analyser: "analyser-1",
      details: {
        tempo: { alternative: null },
        key: { runner_up: null, tuning_cents: 0 },
        loudness: { integrated_lufs: -9.5, range_lu: 4, true_peak_dbtp: -0.5 },
      },
    }),
  );
  const features = { trackId, body, etag: entityTagOf(body), analyser: "analyser-1", model: "model-1" };
  await createFeatureStore(openDatabase(env.DB), env.DB).put(tenantId, features, Date.now());
  return trackId;
}
