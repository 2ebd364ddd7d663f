import { mergeUpdates } from "yjs";

/** A timer, as `setTimeout` is. */
export type Later = (run: () => void, ms: number) => void;

/** Sends the first of something at once, and what comes within the pause after it together at its end. */
export interface Pacer {
  poke(): void;
}

/** Makes one. @param send is called when there is something to send, never more often than every `pauseMs` */
export function createPacer(send: () => void, pauseMs: number, later: Later): Pacer {
  let isPausing = false;
  let isWaiting = false;
  const go = () => {
    isPausing = true;
    isWaiting = false;
    later(() => {
      isPausing = false;
      if (isWaiting) go();
    }, pauseMs);
    send();
  };
  return {
    poke: () => {
      if (isPausing) isWaiting = true;
      else go();
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
