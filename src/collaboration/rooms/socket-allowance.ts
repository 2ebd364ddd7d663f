import type { Quota } from "../../tenants/index.ts";
import { createPacer, type Later, type Pacer } from "../session/outbox.ts";
import { holdFor, isRenewalDue, type OpenSockets, type Told, wakeToRenewAt } from "./socket-holding-state.ts";

/** Small things by name; a Durable Object's `ctx.storage.kv` fits. */
interface Keep {
  get<T>(key: string): T | undefined;
  put<T>(key: string, value: T): void;
}

export interface SocketAllowanceParts {
  /** The tenant's plan and meter. While they do not answer, everybody is let in. */
  quota: Pick<Quota, "acquireSockets" | "holdSockets">;
  tenantId: string;
  roomId: string;
  /** Counts the sockets that are open. */
  count: () => OpenSockets;
  keep: Keep;
  /** Hears that the meter has been told something, so that `renewAt` is another. */
  onTold: () => void;
  later: Later;
  now: () => number;
}

/** How often the meter is told of sockets that come and go, ms. */
const TOLD_EVERY_MS = 1_000;
const KEY = "sockets_told";

/**
 * One room's sockets against what its tenant's plan allows at once. It speaks to the meter of one thing after the other, always
 * of all sockets that there are, so that neither a lost message nor one that is late counts for long; those who come at the same
 * time are asked for together. What it said last outlives the object's sleep.
 */
export class SocketAllowance {
  readonly #parts: SocketAllowanceParts;
  readonly #pacer: Pacer;
  #waiting: ((mayEnter: boolean) => void)[] = [];
  #isTalking = false;
  #isStale = false;
  #hasEnded = false;
  #told: Told | null;

  constructor(parts: SocketAllowanceParts) {
    this.#parts = parts;
    this.#told = parts.keep.get<Told>(KEY) ?? null;
    const speak = () => {
      this.#isStale = true;
      void this.#talk();
    };
    this.#pacer = createPacer(speak, () => TOLD_EVERY_MS, parts.later, parts.now);
  }

  /**
   * Has a socket opened when the plan has room for one more.
   * @param open opens it; called in the very moment in which it may be, or never
   * @returns false when the plan has no room
   */
  enter(open: () => void): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting.push((mayEnter) => {
      try {
        if (mayEnter) open();
        resolve(mayEnter);
      } catch (error) {
        reject(error);
      }
    });
    void this.#talk();
    return promise;
  }

  /** Has the meter told that sockets have come or gone. */
  changed(): void {
    this.#pacer.poke();
  }

  /** Has the meter told again of sockets that are still there, when it is time. */
  renew(): void {
    if (!isRenewalDue(this.#told, this.#parts.now())) return;
    const { editing, following } = this.#parts.count();
    if (editing + following > 0 || (this.#told?.open ?? 0) > 0) this.changed();
  }

  /** When the room has to be awake to be able to say so, ms; null for never. */
  get renewAt(): number | null {
    return wakeToRenewAt(this.#told);
  }

  /** Says that there are none any more, and never will be; stores nothing from now on. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    const { quota, tenantId } = this.#parts;
    await quota.holdSockets(tenantId, { ...this.#holding(), open: 0 });
  }

  async #talk(): Promise<void> {
    if (this.#isTalking) return;
    this.#isTalking = true;
    try {
      while (this.#waiting.length > 0 || this.#isStale) {
        if (this.#waiting.length > 0) await this.#ask(this.#waiting.splice(0));
        else await this.#tell();
      }
    } finally {
      this.#isTalking = false;
    }
  }

  async #ask(asking: ((mayEnter: boolean) => void)[]): Promise<void> {
    const { quota, tenantId } = this.#parts;
    const granted = await quota.acquireSockets(tenantId, { ...this.#holding(), wanted: asking.length });
    for (const [i, answer] of asking.entries()) answer(i < granted);
    // Nobody has told the meter of a plan without a limit, nor of one that was then not opened after all.
    if (granted > 0) this.changed();
  }

  async #tell(): Promise<void> {
    const { quota, tenantId, keep, now, onTold } = this.#parts;
    const { holder, open, forMs } = this.#holding();
    this.#isStale = false;
    if (this.#hasEnded) return;
    this.#told = { open, at: now(), forMs };
    keep.put(KEY, this.#told);
    onTold();
    await quota.holdSockets(tenantId, { holder, open, forMs });
  }

  #holding() {
    const { count, roomId } = this.#parts;
    const open = count();
    return { holder: `room:${roomId}`, open: open.editing + open.following, forMs: holdFor(open) };
  }
}
