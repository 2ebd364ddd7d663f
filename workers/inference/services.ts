import {
  createAttributesModel,
  createGenreModel,
  createMoodModel,
  createTurnstile,
} from "../../src/ai/index.ts";
import { type ConsumerParts, consumeMessage, type Delivery, type Models } from "../../src/analysis/index.ts";
import { ANALYSER_VERSION, DEFAULT_LIMITS } from "../../src/audio/index.ts";
import { createAnalysisStore } from "../../src/audio-analysis/index.ts";
import { createTrackStore } from "../../src/catalog/index.ts";
import { openDatabase } from "../../src/database/index.ts";
import { createFeatureStore, createKvFeatureCache } from "../../src/features/index.ts";
import { createFingerprintStore } from "../../src/fingerprints/index.ts";
import { createLogger } from "../../src/monitoring/index.ts";
import { createR2ObjectStore } from "../../src/storage/index.ts";
import { createTaskStore } from "../../src/tasks/index.ts";

const SECOND_MS = 1000;
/** More than the limit of computing time in wrangler.toml, so that who holds the turn this long has been ended. */
const LONGEST_ANALYSIS_MS = 360 * SECOND_MS;

/**
 * Puts the inference Worker together from its bindings, once an isolate: the only place of it that reads them. It
 * has a root of its own because the gateway must not carry decoders and ONNX Runtime.
 */
export function createServices(env: InferenceEnv) {
  const db = openDatabase(env.DB);
  const models: Models = {
    attributes: createAttributesModel(),
    genre: createGenreModel(),
    mood: createMoodModel(),
  };
  const parts: ConsumerParts = {
    db,
    tracks: createTrackStore(db),
    tasks: createTaskStore(db),
    features: createFeatureStore(db, env.DB),
    cache: createKvFeatureCache(env.CACHE),
    analyses: createAnalysisStore(db),
    fingerprints: createFingerprintStore(db, env.DB),
    objects: createR2ObjectStore(env.AUDIO),
    models,
    limits: { ...DEFAULT_LIMITS, maxSeconds: env.MAX_AUDIO_SECONDS },
    log: createLogger(env.LOG_LEVEL),
    leaseMs: env.TASK_LEASE_SECONDS * SECOND_MS,
    requeueMs: env.TASK_REQUEUE_SECONDS * SECOND_MS,
    backOffSeconds: env.RETRY_BACKOFF_SECONDS,
  };
  const turn = createTurnstile(LONGEST_ANALYSIS_MS);
  return {
    ready: async (traceId: string) => {
      const { version } = await models.attributes.load();
      await models.genre.load();
      await models.mood.load();
      parts.log.debug("ready", { trace_id: traceId });
      return { analyser: ANALYSER_VERSION, model: version };
    },

    /** One analysis at a time: two at once would not fit the isolate's memory. */
    consume: (delivery: Delivery): Promise<void> => turn(() => consumeMessage(parts, delivery)),
  };
}

export type Services = ReturnType<typeof createServices>;
