import { DurableObject } from "cloudflare:workers";
import {
  type BucketState,
  fullBucket,
  grantLease,
  type LeaseGrant,
  type LeaseRequest,
  leaseRequestSchema,
  type RateLimitPolicy,
  refillMs,
  settle,
  TOKEN,
} from "../src/http/rate-limit/index.ts";

const KEY = "bucket";
/** Cleaning up sooner than this costs more than the few bytes it frees. */
const SHORTEST_IDLE_MS = 60_000;

interface Stored {
  bucket: BucketState;
  policy: RateLimitPolicy;
  /** When the clean-up alarm goes off, ms. */
  alarmAt: number;
}

/**
 * The token bucket of one subject under one policy. Every grant is in storage before it leaves: a reply waits for the
 * writes before it, so an object that dies and starts again has not forgotten a token it gave away. Refusals write
 * nothing. An object whose bucket is full again keeps no storage: full is what an unknown subject starts with.
 */
export class RateLimiter extends DurableObject {
  #stored: Stored | undefined = this.ctx.storage.kv.get<Stored>(KEY);

  /**
   * Leases tokens to an isolate and takes its report on the last lease.
   * @throws ZodError if the request is malformed
   */
  async lease(asked: LeaseRequest): Promise<LeaseGrant> {
    const request = leaseRequestSchema.parse(asked);
    const now = Date.now();
    const { policy } = request;
    const before = this.#stored?.bucket ?? fullBucket(policy, now);
    const { state, grant, mustPersist } = grantLease(before, request, now);
    const alarmAt = this.#stored?.alarmAt ?? now + Math.max(SHORTEST_IDLE_MS, refillMs(policy));
    const isNew = this.#stored === undefined;
    if (!mustPersist && isNew) return grant;
    this.#stored = { bucket: state, policy, alarmAt };
    if (mustPersist) this.ctx.storage.kv.put(KEY, this.#stored);
    if (isNew) await this.ctx.storage.setAlarm(alarmAt);
    return grant;
  }

  /** Forgets a subject whose bucket is full again; looks again later at one that is still being used. */
  override async alarm(): Promise<void> {
    if (!this.#stored) return;
    const now = Date.now();
    const { bucket, policy } = this.#stored;
    const { level, leases } = settle(bucket, policy, now);
    if (leases.length === 0 && level >= policy.burst * TOKEN) {
      this.#stored = undefined;
      await this.ctx.storage.deleteAll();
      return;
    }
    this.#stored = { ...this.#stored, alarmAt: now + Math.max(SHORTEST_IDLE_MS, refillMs(policy)) };
    this.ctx.storage.kv.put(KEY, this.#stored);
    await this.ctx.storage.setAlarm(this.#stored.alarmAt);
  }
}
