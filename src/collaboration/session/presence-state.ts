import type { PresenceEntry } from "../wire/index.ts";

/** What the room knows of one client that is present. */
export interface Present {
  client: number;
  /** The socket that speaks for it, and who sits there. */
  socket: string;
  actor: string;
  /** The clock that the client last sent. */
  clock: number;
  /** A JSON object as text. */
  state: string;
}

/** A client that has gone: who it was, and its last clock. */
interface Departed {
  actor: string;
  clock: number;
}

/** Clients that have gone are remembered, so that the echo of one does not bring it back; so many of them. */
const MOST_DEPARTED = 1_000;

/** Who speaks. */
export interface Speaker {
  socket: string;
  actor: string;
}

/**
 * Who is present in a room. A socket speaks for one client, the first it names, and for no other: y-websocket's clients echo what
 * they hear of others, which is passed over. Decides only: no clock, no platform. Source of the rules on clocks: y-protocols
 * 1.0, awareness.
 */
export class PresenceState {
  readonly #present = new Map<number, Present>();
  readonly #bySocket = new Map<string, number>();
  readonly #departed = new Map<number, Departed>();

  /** Takes back what was known of a client before the room slept. */
  restore(present: Present): void {
    this.#present.set(present.client, present);
    this.#bySocket.set(present.socket, present.client);
  }

  all(): Present[] {
    return [...this.#present.values()];
  }

  of(socket: string): Present | undefined {
    const client = this.#bySocket.get(socket);
    return client === undefined ? undefined : this.#present.get(client);
  }

  /**
   * Hears what a socket says of clients.
   * @returns how the client that it speaks for is now; null where nothing is new about it
   */
  hear(speaker: Speaker, entries: readonly PresenceEntry[]): Present | { gone: PresenceEntry } | null {
    const bound = this.#bySocket.get(speaker.socket);
    if (bound !== undefined) {
      const entry = entries.find(({ client }) => client === bound);
      return entry === undefined ? null : this.#change(speaker, entry);
    }
    for (const { client, clock, state } of entries)
      if (state !== null && this.#mayClaim(speaker, client, clock))
        return this.#claim(speaker, { client, clock, state });
    return null;
  }

  /** Notes that a socket has closed. @returns the entry that tells the others so, or null when it spoke for nobody */
  leave(socket: string): PresenceEntry | null {
    const present = this.of(socket);
    if (!present) return null;
    const { client, actor, clock } = present;
    this.#bySocket.delete(socket);
    this.#present.delete(client);
    this.#departed.delete(client);
    this.#departed.set(client, { actor, clock });
    if (this.#departed.size > MOST_DEPARTED) {
      const [oldest] = this.#departed.keys();
      if (oldest !== undefined) this.#departed.delete(oldest);
    }
    return { client, clock, state: null };
  }

  #mayClaim({ actor }: Speaker, client: number, clock: number): boolean {
    const holder = this.#present.get(client);
    if (holder) return holder.actor === actor;
    const departed = this.#departed.get(client);
    return departed === undefined || departed.actor === actor || clock > departed.clock;
  }

  #claim({ socket, actor }: Speaker, { client, clock, state }: PresenceEntry & { state: string }): Present {
    const before = this.#present.get(client);
    if (before) this.#bySocket.delete(before.socket);
    this.#departed.delete(client);
    this.#bySocket.set(socket, client);
    const present = { client, socket, actor, clock, state };
    this.#present.set(client, present);
    return present;
  }

  #change(
    { socket }: Speaker,
    { client, clock, state }: PresenceEntry,
  ): Present | { gone: PresenceEntry } | null {
    const before = this.#present.get(client);
    if (!before || clock < before.clock || (clock === before.clock && state !== null)) return null;
    if (state === null) {
      this.#present.set(client, { ...before, clock });
      const gone = this.leave(socket);
      return gone && { gone };
    }
    const present = { ...before, clock, state };
    this.#present.set(client, present);
    return present;
  }
}
