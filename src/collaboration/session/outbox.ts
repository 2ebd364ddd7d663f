import { mergeUpdates } from "yjs";

/** A timer, as `setTimeout` is. */
export type Later = (run: () => void, ms: number) => void;

/** Sends the first of something at once, and what comes within the pause after it together at its end. */
export interface Pacer {
  poke(): void;
}

/**
 * Makes one. It does not rely on its timer alone: an object that is busy with messages comes to its timers late.
 * @param send is called when there is something to send
 * @param pauseOf how long after one sending the next may be, ms; asked each time
 */
export function createPacer(send: () => void, pauseOf: () => number, later: Later, now: () => number): Pacer {
  let sentAt = Number.NEGATIVE_INFINITY;
  let isWaiting = false;
  const go = () => {
    isWaiting = false;
    sentAt = now();
    send();
  };
  return {
    poke: () => {
      const pauseMs = pauseOf();
      const left = sentAt + pauseMs - now();
      // A clock that went back must not hold anything up.
      if (left <= 0 || left > pauseMs) {
        go();
      } else if (!isWaiting) {
        isWaiting = true;
        later(() => {
          if (isWaiting) go();
        }, left);
      }
    },
  };
}

/** Edits that are stored and wait to be sent, as one. */
export class Outbox<Sender> {
  #updates: Uint8Array[] = [];
  readonly #senders = new Set<Sender | null>();

  /** @param from who knows the edit already; null for nobody */
  put(update: Uint8Array, from: Sender | null): void {
    this.#updates.push(update);
    this.#senders.add(from);
  }

  /** What has to be sent, and to whom not: the only one it came from. Null when there is nothing. */
  take(): { update: Uint8Array; except: Sender | null } | null {
    const [first] = this.#updates;
    if (!first) return null;
    const update = this.#updates.length === 1 ? first : mergeUpdates(this.#updates);
    const [sender = null] = this.#senders.size === 1 ? this.#senders : [];
    this.#updates = [];
    this.#senders.clear();
    return { update, except: sender };
  }
}
