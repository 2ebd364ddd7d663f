import { CLOSE } from "../access/index.ts";
import { encodeMessage, type PresenceEntry } from "../wire/index.ts";
import { createPacer, type Later, type Pacer } from "./outbox.ts";
import { PresenceState, type Present } from "./presence-state.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** Tells the people in a room of each other: who comes and goes at once, what changes in between not too often. */
export class RoomPresence {
  readonly #sessions: Sessions;
  readonly #mostBytes: number;
  readonly #state = new PresenceState();
  readonly #pacer: Pacer;
  #changed = new Map<number, PresenceEntry>();

  constructor(sessions: Sessions, limits: { presenceBytes: number; presenceMs: number }, later: Later) {
    this.#sessions = sessions;
    this.#mostBytes = limits.presenceBytes;
    this.#pacer = createPacer(() => this.#flush(), limits.presenceMs, later);
  }

  of(socketId: string): Present | undefined {
    return this.#state.of(socketId);
  }

  restore(present: Present): void {
    this.#state.restore(present);
  }

  /** Hears what a socket says of clients. */
  hear(session: Session, entries: readonly PresenceEntry[]): void {
    const isNew = this.#state.of(session.id) === undefined;
    const heard = this.#state.hear({ socket: session.id, actor: session.actor }, entries);
    if (!heard) return;
    if ("state" in heard && sizeOf(heard.state) > this.#mostBytes) {
      this.#sessions.close(session, CLOSE.tooLarge);
      return;
    }
    this.#sessions.writeBadge(session);
    this.#tell("gone" in heard ? heard.gone : entryOf(heard));
    if (isNew) this.#show(session, ({ actor }) => actor === session.actor);
  }

  /** Tells a socket of everybody. */
  showAll(session: Session): void {
    this.#show(session, () => true);
  }

  /**
   * Tells a socket that has just come of everybody but its own person's other sockets: it may itself be one of them that has come
   * back, and would take what is known of that for news of itself. They follow once it has said which client it is.
   */
  greet(session: Session): void {
    if (session.greeted) return;
    session.greeted = true;
    this.#show(session, ({ actor }) => actor !== session.actor);
  }

  /** Notes that a socket is gone, and tells the others at once. */
  leave({ id }: Session): void {
    const gone = this.#state.leave(id);
    if (gone) this.#tell(gone);
  }

  #show(session: Session, isMeant: (present: Present) => boolean): void {
    const others = this.#state.all().filter((present) => present.socket !== session.id && isMeant(present));
    if (others.length > 0)
      this.#sessions.send(session, encodeMessage({ type: "awareness", entries: others.map(entryOf) }));
  }

  #tell(entry: PresenceEntry): void {
    this.#changed.set(entry.client, entry);
    this.#pacer.poke();
  }

  #flush(): void {
    const changed = this.#changed;
    this.#changed = new Map();
    const entries = [...changed.values()];
    const bytes = encodeMessage({ type: "awareness", entries });
    for (const session of this.#sessions.all()) {
      const own = this.#state.of(session.id);
      if (!own || !changed.has(own.client)) {
        this.#sessions.send(session, bytes);
        continue;
      }
      // Its own state tells a client that the server lives; with the clock that it gave it, so that it stays as it is.
      const { client, clock, state } = own;
      const told = entries.map((entry) => (entry.client === client ? { client, clock, state } : entry));
      this.#sessions.send(session, encodeMessage({ type: "awareness", entries: told }));
    }
  }
}

function entryOf({ client, told, state }: Present): PresenceEntry {
  return { client, clock: told, state };
}

/** Bytes of a text in UTF-8. */
function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
