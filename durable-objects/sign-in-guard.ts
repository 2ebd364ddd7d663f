import { DurableObject } from "cloudflare:workers";
import {
  type AllowanceState,
  type AttemptsState,
  forgetQuiet,
  giveBackTo,
  NARROW,
  type NetworkSize,
  type Outcome,
  quietFrom,
  reserveAttempt,
  reserveFrom,
  settleAttempt,
  UNTRIED,
  WIDE,
} from "../src/identity/index.ts";

const ATTEMPTS = "attempts";
const ALLOWANCE = "allowance";
const POLICIES = { narrow: NARROW, wide: WIDE };
/** Cleaning up sooner than this costs more than the few bytes it frees. */
const SHORTEST_IDLE_MS = 60_000;

/**
 * The failed attempts at one account, or from one network; its name, and those of networks it stores, are HMACs. What it
 * lets through is in storage before the answer leaves, so an object that dies has not forgotten an attempt.
 */
export class SignInGuard extends DurableObject {
  #attempts = this.ctx.storage.kv.get<AttemptsState>(ATTEMPTS) ?? UNTRIED;
  #allowance = this.ctx.storage.kv.get<AllowanceState>(ALLOWANCE) ?? 0;

  /** For an account: 0 when the attempt may begin, or the milliseconds to wait. */
  async reserveAttempt(familiar: string): Promise<number> {
    const { state, retryAfterMs } = reserveAttempt(this.#attempts, familiar, Date.now());
    await this.#keepAttempts(state);
    return retryAfterMs;
  }

  /** For an account: how an attempt that was let through ended. */
  async settleAttempt(familiar: string, outcome: Outcome): Promise<void> {
    await this.#keepAttempts(settleAttempt(this.#attempts, familiar, outcome, Date.now()));
  }

  /** For a network: 0 when an attempt may begin, or the milliseconds to wait. */
  async reserveFrom(size: NetworkSize): Promise<number> {
    const { state, retryAfterMs } = reserveFrom(this.#allowance, POLICIES[size], Date.now());
    await this.#keepAllowance(state);
    return retryAfterMs;
  }

  /** For a network: an attempt that was let through has not failed. */
  async giveBackTo(size: NetworkSize): Promise<void> {
    await this.#keepAllowance(giveBackTo(this.#allowance, POLICIES[size]));
  }

  /** Forgets a subject that has been quiet for long enough; looks again later at one that has not. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    await this.#keepAttempts(forgetQuiet(this.#attempts, now));
    const until = Math.max(quietFrom(this.#attempts), this.#allowance);
    if (until > now) return this.ctx.storage.setAlarm(Math.max(until, now + SHORTEST_IDLE_MS));
    this.#attempts = UNTRIED;
    this.#allowance = 0;
    await this.ctx.storage.deleteAll();
  }

  async #keepAttempts(state: AttemptsState): Promise<void> {
    if (state === this.#attempts) return;
    this.#attempts = state;
    this.ctx.storage.kv.put(ATTEMPTS, state);
    await this.#wakeLater();
  }

  async #keepAllowance(state: AllowanceState): Promise<void> {
    if (state === this.#allowance) return;
    this.#allowance = state;
    this.ctx.storage.kv.put(ALLOWANCE, state);
    await this.#wakeLater();
  }

  async #wakeLater(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) !== null) return;
    await this.ctx.storage.setAlarm(Date.now() + SHORTEST_IDLE_MS);
  }
}
