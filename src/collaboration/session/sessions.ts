import { CLOSE, type CloseReason } from "../access/index.ts";
import { encodeMessage } from "../wire/index.ts";
import type { RoomLimits } from "./limits.ts";
import type { Present } from "./presence-state.ts";
import { isTooSlow, NOTHING_SENT, noteAnswer, noteAsked, noteSent, shouldAsk } from "./reading-state.ts";
import type { Badge, RoomSocket, Session } from "./session.ts";

export interface SessionsParts {
  limits: RoomLimits;
  now: () => number;
  /** What the room's document has, for a `step1`. */
  stateVector: () => Uint8Array;
  /** The client that a socket speaks for. */
  presentOf: (socketId: string) => Present | undefined;
  /** Hears of every socket that is gone, whoever closed it. */
  onGone: (session: Session) => void;
}

/** The open sockets of a room: what is sent to them, and how much of it they have read. */
export class Sessions {
  readonly #parts: SessionsParts;
  readonly #open = new Map<RoomSocket, Session>();

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#open.size;
  }

  /** All of them, as they are now: what is closed meanwhile does not disturb a loop over them. */
  all(): Session[] {
    return [...this.#open.values()];
  }

  of(socket: RoomSocket): Session | undefined {
    return this.#open.get(socket);
  }

  /** Takes a socket in, new or out of hibernation, as its badge says. */
  add(socket: RoomSocket, badge: Badge): Session {
    const { heardAt, askedAt, present, ...who } = badge;
    const session: Session = {
      ...who,
      socket,
      rate: { tokens: this.#parts.limits.messageBurst, at: this.#parts.now() },
      reading: NOTHING_SENT,
      live: { heardAt, askedAt },
      writtenAt: heardAt,
      greeted: present !== null,
      denied: false,
    };
    this.#open.set(socket, session);
    return session;
  }

  /** Notes that a socket has closed. */
  remove(socket: RoomSocket): void {
    const session = this.#open.get(socket);
    if (!session) return;
    this.#open.delete(socket);
    this.#parts.onGone(session);
  }

  /** Closes a socket. It lives on at the platform until its client agrees, but without a badge nothing knows it. */
  close({ socket }: Session, { code, reason }: CloseReason): void {
    socket.serializeAttachment(null);
    socket.close(code, reason);
    this.remove(socket);
  }

  /** Sends a frame, unless too much is on its way already: then the socket is closed. */
  send(session: Session, bytes: Uint8Array): void {
    this.#deliver(session, bytes, noteSent(session.reading, bytes.length));
    if (shouldAsk(session.reading)) this.ask(session);
  }

  /** Sends what the client has asked for, which may be large. */
  answer(session: Session, bytes: Uint8Array): void {
    this.#deliver(session, bytes, noteAnswer(session.reading, bytes.length));
  }

  /** Asks for what the client has and we have not; its answer shows too that it has read all until now. */
  ask(session: Session): void {
    if (session.reading.asked !== null) return;
    const bytes = encodeMessage({ type: "step1", stateVector: this.#parts.stateVector() });
    this.#deliver(session, bytes, noteAsked(session.reading, bytes.length, this.#parts.now()));
  }

  /** Attaches what the room knows of a socket to it, so that it is known after hibernation. */
  writeBadge(session: Session): void {
    const { socket, id, actor, role, most, since, until, live } = session;
    session.writtenAt = live.heardAt;
    const present = this.#parts.presentOf(id) ?? null;
    socket.serializeAttachment({ id, actor, role, most, since, until, ...live, present } satisfies Badge);
  }

  #deliver(session: Session, bytes: Uint8Array, reading: Session["reading"]): void {
    session.reading = reading;
    if (isTooSlow(reading, this.#parts.limits.unreadBytes)) {
      this.close(session, CLOSE.tooSlow);
      return;
    }
    try {
      session.socket.send(bytes);
    } catch {
      // It is closing already, and the event that says so is on its way.
    }
  }
}
