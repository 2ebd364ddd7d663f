import { AudioError } from "../audio/index.ts";
import { type FeatureCache, warmCache } from "../features/index.ts";
import { errorOf, type Logger } from "../monitoring/index.ts";
import { analysisMessageSchema, backOffSeconds, type TaskRow } from "../tasks/index.ts";
import { type AnalysisParts, analyseTrack } from "./analyse-track.ts";
import { extractParts } from "./extract-parts.ts";
import { MissingSoundError } from "./read-sound.ts";

/** What the queue hands over, as far as we need it. */
export interface Delivery {
  readonly body: unknown;
  ack(): void;
  retry(options?: { delaySeconds?: number }): void;
}

export interface ConsumerParts extends AnalysisParts {
  cache: FeatureCache;
  log: Logger;
  leaseMs: number;
  requeueMs: number;
  /** Seconds between the first attempt that failed and the second; later waits grow from it. */
  backOffSeconds: number;
}

/** How often progress is written, in milliseconds; each time also holds the lease. */
const REPORT_MS = 1_500;

/** Blocks of sound between two turns of the event loop: some tens of milliseconds. */
const BLOCKS_A_TURN = 8;

/** The task was taken over by another worker, or deleted, while this one was at it. */
class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/**
 * Carries out one message of the analysis queue. Deliveries may repeat: whoever claims the task does the work, the
 * others let go. A recording at fault ends its task at once; anything else is tried again with back-off, until the
 * queue gives up and the dead letter ends the task.
 */
export async function consumeMessage(parts: ConsumerParts, delivery: Delivery): Promise<void> {
  const message = analysisMessageSchema.safeParse(delivery.body);
  if (!message.success) {
    parts.log.error("analysis_message_unreadable");
    return delivery.ack();
  }
  const { tenantId, taskId, trackId, traceId } = message.data;
  const log = parts.log.with({ trace_id: traceId, tenant_id: tenantId, task_id: taskId, track_id: trackId });
  const started = Date.now();
  const task = await parts.tasks.claim(tenantId, taskId, started, started + parts.leaseMs);
  if (!task) return delivery.ack();
  try {
    await carryOut(parts, task, log);
    log.info("analysis_succeeded", { attempt: task.attempts, duration_ms: Date.now() - started });
    delivery.ack();
  } catch (error) {
    if (error instanceof LeaseLostError) return delivery.ack();
    const now = Date.now();
    if (error instanceof AudioError) {
      await parts.tasks.fail(tenantId, taskId, error.code, error.message, now);
      log.info("analysis_refused", { code: error.code, attempt: task.attempts });
      return delivery.ack();
    }
    const delaySeconds = backOffSeconds(task.attempts, parts.backOffSeconds);
    const dueAt = now + delaySeconds * 1000 + parts.requeueMs;
    const isOurs = await parts.tasks.requeue(
      tenantId,
      taskId,
      task.attempts,
      { code: "analysis_failed", message: reasonOf(error) },
      now,
      dueAt,
    );
    log.warn("analysis_attempt_failed", {
      attempt: task.attempts,
      cause: errorOf(error),
    });
    if (isOurs) delivery.retry({ delaySeconds });
    else delivery.ack();
  }
}

async function carryOut(parts: ConsumerParts, task: TaskRow, log: Logger): Promise<void> {
  const { tenantId, trackId, id, attempts } = task;
  const track = await parts.tracks.find(tenantId, trackId);
  if (!track) throw new LeaseLostError();
  let reported = Date.now();
  let blocks = 0;
  const onProgress = async (share: number) => {
    // A Worker's clock stands still, and nobody else gets a turn, until it waits for something outside itself.
    if (++blocks % BLOCKS_A_TURN !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    const now = Date.now();
    if (now - reported < REPORT_MS) return;
    reported = now;
    if (
      !(await parts.tasks.report(tenantId, id, attempts, Math.min(share, 0.99), now, now + parts.leaseMs))
    ) {
      throw new LeaseLostError();
    }
  };
  if (task.kind === "extraction") {
    if (!(await extractParts(parts, track, id, onProgress))) throw new LeaseLostError();
    return;
  }
  const features = await analyseTrack(parts, track, id, onProgress);
  // The record is written. A cache that cannot be renewed is no reason to analyse again: its copy ages out.
  await warmCache({ cache: parts.cache, store: parts.features }, tenantId, trackId, features).catch((cause) =>
    log.warn("cache_not_renewed", { cause }),
  );
}

/** What may be said in public of an error of ours: nothing of its inside. */
function reasonOf(error: unknown): string {
  return error instanceof MissingSoundError
    ? "The stored sound of this track is missing."
    : "The analyser stopped on an error of its own.";
}
