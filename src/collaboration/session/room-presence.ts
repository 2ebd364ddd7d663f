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
  readonly #changed = new Map<number, PresenceEntry>();

  constructor(
    sessions: Sessions,
    limits: { presenceBytes: number; presenceMs: number },
    later: Later,
    now: () => number,
  ) {
    this.#sessions = sessions;
    this.#mostBytes = limits.presenceBytes;
    this.#pacer = createPacer(
      () => this.#flush(),
      () => limits.presenceMs,
      later,
      now,
    );
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
    if (isNew && "state" in heard) this.#nudge(session, heard);
  }

  /** Tells a socket of everybody else. */
  show(session: Session): void {
    const others = this.#state.all().filter(({ socket }) => socket !== session.id);
    if (others.length > 0)
      this.#sessions.send(session, encodeMessage({ type: "awareness", entries: others.map(entryOf) }));
  }

  /** Tells a socket of everybody else, the first time. */
  greet(session: Session): void {
    if (session.greeted) return;
    session.greeted = true;
    this.show(session);
  }

  /** Notes that a socket is gone, and tells the others at once. */
  leave({ id }: Session): void {
    const gone = this.#state.leave(id);
    if (gone) this.#tell(gone);
  }

  /**
   * Has a client say again that it is there, with a clock that the others have not seen yet. Without it one that comes back is
   * seen by who knew it only when it renews its state, up to 15 s later. What y-protocols does when it hears that itself is gone.
   */
  #nudge(session: Session, { client, clock }: Present): void {
    const entries = [{ client, clock, state: null }];
    this.#sessions.send(session, encodeMessage({ type: "awareness", entries }));
  }

  #tell(entry: PresenceEntry): void {
    this.#changed.set(entry.client, entry);
    this.#pacer.poke();
  }

  /** Its own state goes back to a client too: y-websocket takes it as a sign that the server lives. */
  #flush(): void {
    const entries = [...this.#changed.values()];
    this.#changed.clear();
    const bytes = encodeMessage({ type: "awareness", entries });
    for (const session of this.#sessions.all()) this.#sessions.send(session, bytes);
  }
}

function entryOf({ client, clock, state }: Present): PresenceEntry {
  return { client, clock, state };
}

/** Bytes of a text in UTF-8. */
function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
