import * as Y from "yjs";
import { CLOSE, type CloseReason, type MembersState, narrower, rulingOn } from "../access/index.ts";
import { compactionAt, type StoredDocument } from "../log/index.ts";
import {
  checkUpdate,
  decodeMessage,
  encodeMessage,
  MalformedFrame,
  type Message,
  type PresenceEntry,
} from "../wire/index.ts";
import type { DueTimes } from "./due-state.ts";
import type { RoomLimits } from "./limits.ts";
import { askAfterMs, judge, lookAgainAt } from "./liveness-state.ts";
import { countMessage } from "./message-rate-state.ts";
import { createPacer, type Later, Outbox, type Pacer } from "./outbox.ts";
import { PresenceState, type Present } from "./presence-state.ts";
import {
  isTooSlow,
  NOTHING_SENT,
  noteAnswer,
  noteAnswered,
  noteAsked,
  noteSent,
  shouldAsk,
} from "./reading-state.ts";
import type { Badge, Connection, RoomSocket, Session } from "./session.ts";

/** How often sockets are looked at while messages come, and how stale what a badge says of a socket may be. */
const LOOK_EVERY_MS = 2_000;

export interface RoomParts {
  document: StoredDocument;
  limits: RoomLimits;
  later: Later;
  now: () => number;
  /** Hears of what nobody foresaw. */
  onFailure: (error: unknown) => void;
}

/** What came of an edit that did not come through a socket. */
export type PatchOutcome = "taken" | "malformed" | "too-large";

/** A room that is awake: its document, who is connected, and what they are told. */
export class Room {
  readonly #parts: RoomParts;
  readonly #sessions = new Map<RoomSocket, Session>();
  readonly #presence = new PresenceState();
  readonly #edits = new Outbox<Session>();
  readonly #editPacer: Pacer;
  readonly #presencePacer: Pacer;
  #changed = new Map<number, PresenceEntry>();
  #lookedAt = 0;
  #editedAt: number;

  constructor(parts: RoomParts) {
    this.#parts = parts;
    const { limits, later } = parts;
    this.#editPacer = createPacer(() => this.#sendEdits(), limits.editsMs, later);
    this.#presencePacer = createPacer(() => this.#sendPresence(), limits.presenceMs, later);
    this.#editedAt = parts.now();
  }

  get document(): StoredDocument {
    return this.#parts.document;
  }

  get isFull(): boolean {
    return this.#sessions.size >= this.#parts.limits.sockets;
  }

  /** Takes in a socket that has just been accepted. */
  join(socket: RoomSocket, who: Pick<Badge, "actor" | "role" | "most" | "until">): void {
    const now = this.#parts.now();
    const badge = { ...who, id: crypto.randomUUID(), since: now, heardAt: now, askedAt: null, present: null };
    const session = this.resume(socket, badge);
    this.#writeBadge(session);
    this.#ask(session);
  }

  /** Takes back a socket that was open before the room slept. */
  resume(socket: RoomSocket, badge: Badge): Session {
    const { id, actor, role, most, since, until, heardAt, askedAt, present } = badge;
    const session: Session = {
      socket,
      id,
      actor,
      role,
      most,
      since,
      until,
      rate: { tokens: this.#parts.limits.messageBurst, at: this.#parts.now() },
      reading: NOTHING_SENT,
      live: { heardAt, askedAt },
      writtenAt: heardAt,
      greeted: present !== null,
      denied: false,
    };
    this.#sessions.set(socket, session);
    if (present) this.#presence.restore(present);
    return session;
  }

  /** Notes that a socket has closed. */
  leave(socket: RoomSocket): void {
    const session = this.#sessions.get(socket);
    if (!session) return;
    this.#sessions.delete(socket);
    const gone = this.#presence.leave(session.id);
    if (gone) this.#tell(gone);
  }

  /** Hears a frame. What is wrong with it closes that socket, and nothing else. */
  receive(socket: RoomSocket, frame: ArrayBuffer | string): void {
    const session = this.#sessions.get(socket);
    if (!session) return;
    const { limits, now } = this.#parts;
    const at = now();
    const rate = countMessage(session.rate, limits, at);
    if (!rate) {
      this.#close(session, CLOSE.tooMany);
      return;
    }
    session.rate = rate;
    session.live = { heardAt: at, askedAt: null };
    try {
      if (typeof frame === "string") throw new MalformedFrame("text");
      if (frame.byteLength > limits.messageBytes) this.#close(session, CLOSE.tooLarge);
      else this.#take(session, decodeMessage(new Uint8Array(frame)));
    } catch (error) {
      if (!(error instanceof MalformedFrame)) this.#parts.onFailure(error);
      this.#close(session, error instanceof MalformedFrame ? CLOSE.malformed : CLOSE.failed);
    }
    if (at - session.writtenAt >= LOOK_EVERY_MS) this.#writeBadge(session);
    if (at - this.#lookedAt >= LOOK_EVERY_MS) this.look(true);
  }

  /** Applies an edit that came another way than a socket, by the same rules; roles are for the caller to decide. */
  patch(update: Uint8Array, actor: string): PatchOutcome {
    try {
      return this.#edit(update, actor, null);
    } catch (error) {
      if (error instanceof MalformedFrame) return "malformed";
      throw error;
    }
  }

  /** Makes changed members act on open sockets: another role from the next message on, or the end. */
  membersChanged({ members }: MembersState): void {
    for (const session of [...this.#sessions.values()]) {
      const standing = members.get(session.actor);
      if (!standing) {
        this.#close(session, CLOSE.removed);
        continue;
      }
      const role = narrower(standing.role, session.most);
      if (role === session.role) continue;
      session.role = role;
      this.#writeBadge(session);
      // Whoever may edit from now on may have edits that were refused before.
      this.#ask(session);
    }
  }

  /** Closes everything. */
  closeAll(reason: CloseReason): void {
    for (const session of [...this.#sessions.values()]) this.#close(session, reason);
  }

  /** Looks after sockets that are silent or over their time, and after a log that has grown. */
  look(isAwake: boolean): void {
    const now = this.#parts.now();
    this.#lookedAt = now;
    const askAfter = askAfterMs(this.#sessions.size, isAwake);
    for (const session of [...this.#sessions.values()]) {
      if (now >= session.until) {
        this.#close(session, CLOSE.unauthorized);
        continue;
      }
      const verdict = judge(session.live, askAfter, now);
      if (verdict === "dead") this.#close(session, CLOSE.tooSlow);
      else if (verdict === "ask") {
        this.#ask(session);
        session.live = { ...session.live, askedAt: now };
        this.#writeBadge(session);
      }
    }
    const { compactAt } = this.due();
    if (compactAt !== null && now >= compactAt) this.#compact(now);
  }

  /** What has to be done later. */
  due(): DueTimes {
    const sessions = [...this.#sessions.values()];
    const first = (times: number[]) => (times.length === 0 ? null : Math.min(...times));
    const { document, limits } = this.#parts;
    return {
      compactAt: compactionAt(document.size, this.#editedAt, limits.quietMs),
      lookAt: first(sessions.map(({ live }) => lookAgainAt(live))),
      expireAt: first(sessions.map(({ until }) => until)),
    };
  }

  connections(): Connection[] {
    return [...this.#sessions.values()].map(({ id, actor, role, since }) => {
      const present = this.#presence.of(id);
      return { actor, role, since, client: present?.client ?? null, state: present?.state ?? null };
    });
  }

  #take(session: Session, message: Message): void {
    if (message.type === "step2") session.reading = noteAnswered(session.reading);
    const ruling = rulingOn(message.type, session.role);
    if (ruling === "deny") this.#deny(session, message);
    if (ruling !== "take") return;
    switch (message.type) {
      case "step1":
        this.#answer(session, message.stateVector);
        break;
      case "step2":
      case "update":
        if (this.#edit(message.update, session.actor, session) === "too-large")
          this.#close(session, CLOSE.tooLarge);
        break;
      case "awareness":
        this.#hear(session, message.entries);
        break;
      case "query-awareness":
        this.#greet(session, this.#presence.all());
        break;
    }
  }

  /** Tells a client that its edit is refused; what it answers to our questions is told once, and only where there is an edit in it. */
  #deny(session: Session, message: Message): void {
    if (message.type === "step2" && (session.denied || !this.#hasNews(message.update))) return;
    session.denied = true;
    this.#send(session, encodeMessage({ type: "denied", reason: `a ${session.role} may not edit` }));
  }

  /** A log that stays long does no harm; a failure to shorten it is told, and tried again after the next pause. */
  #compact(now: number): void {
    try {
      this.#parts.document.compact(now);
    } catch (error) {
      this.#parts.onFailure(error);
      this.#editedAt = now;
    }
  }

  #edit(update: Uint8Array, actor: string, from: Session | null): Exclude<PatchOutcome, "malformed"> {
    const { document, now } = this.#parts;
    const at = now();
    const accepted = document.accept(update, actor, at);
    if (accepted.outcome === "too-large") return "too-large";
    this.#editedAt = at;
    if (accepted.news) {
      this.#edits.put(accepted.news, from);
      this.#editPacer.poke();
    }
    return "taken";
  }

  /** Whether an update inserts anything that the document does not have. */
  #hasNews(update: Uint8Array): boolean {
    const { store } = this.#parts.document.doc;
    return checkUpdate(update).inserted.some(
      ({ client, from, length }) => from + length > Y.getState(store, client),
    );
  }

  #answer(session: Session, stateVector: Uint8Array): void {
    const update = Y.encodeStateAsUpdate(this.#parts.document.doc, stateVector);
    const bytes = encodeMessage({ type: "step2", update });
    session.reading = noteAnswer(session.reading, bytes.length);
    if (isTooSlow(session.reading, this.#parts.limits.unreadBytes)) {
      this.#close(session, CLOSE.tooSlow);
      return;
    }
    session.socket.send(bytes);
    if (!session.greeted) {
      session.greeted = true;
      // Their own other sockets follow once it is known which client this one is: it may be one of them, come back.
      this.#greet(
        session,
        this.#presence.all().filter(({ actor }) => actor !== session.actor),
      );
    }
  }

  #hear(session: Session, entries: readonly PresenceEntry[]): void {
    const { presenceBytes } = this.#parts.limits;
    const before = this.#presence.of(session.id);
    const heard = this.#presence.hear({ socket: session.id, actor: session.actor }, entries);
    if (!heard) return;
    if ("gone" in heard) {
      this.#writeBadge(session);
      this.#tell(heard.gone);
      return;
    }
    if (
      heard.state.length * 3 > presenceBytes &&
      new TextEncoder().encode(heard.state).length > presenceBytes
    ) {
      this.#close(session, CLOSE.tooLarge);
      return;
    }
    this.#writeBadge(session);
    this.#tell({ client: heard.client, clock: heard.told, state: heard.state });
    if (!before)
      this.#greet(
        session,
        this.#presence.all().filter(({ actor, socket }) => actor === session.actor && socket !== session.id),
      );
  }

  #greet(session: Session, present: readonly Present[]): void {
    const others = present.filter(({ socket }) => socket !== session.id);
    if (others.length === 0) return;
    const entries = others.map(({ client, told, state }) => ({ client, clock: told, state }));
    this.#send(session, encodeMessage({ type: "awareness", entries }));
  }

  #tell(entry: PresenceEntry): void {
    this.#changed.set(entry.client, entry);
    this.#presencePacer.poke();
  }

  #sendPresence(): void {
    const changed = this.#changed;
    const entries = [...changed.values()];
    this.#changed = new Map();
    const bytes = encodeMessage({ type: "awareness", entries });
    for (const session of [...this.#sessions.values()]) {
      const own = this.#presence.of(session.id);
      // Its own state tells a client that the server lives; with the clock that it gave it, so that it stays as it is.
      if (own && changed.has(own.client)) {
        const { client, clock, state } = own;
        const told = entries.map((entry) => (entry.client === client ? { client, clock, state } : entry));
        this.#send(session, encodeMessage({ type: "awareness", entries: told }));
      } else this.#send(session, bytes);
    }
  }

  #sendEdits(): void {
    const edits = this.#edits.take();
    if (!edits) return;
    const bytes = encodeMessage({ type: "update", update: edits.update });
    for (const session of [...this.#sessions.values()])
      if (session !== edits.except) this.#send(session, bytes);
  }

  #send(session: Session, bytes: Uint8Array): void {
    session.reading = noteSent(session.reading, bytes.length);
    if (isTooSlow(session.reading, this.#parts.limits.unreadBytes)) {
      this.#close(session, CLOSE.tooSlow);
      return;
    }
    session.socket.send(bytes);
    if (shouldAsk(session.reading)) this.#ask(session);
  }

  /** Asks for what the client has and we have not; its answer shows too that it has read all until now. */
  #ask(session: Session): void {
    if (session.reading.asked !== null) return;
    const stateVector = Y.encodeStateVector(this.#parts.document.doc);
    const bytes = encodeMessage({ type: "step1", stateVector });
    session.reading = noteAsked(session.reading, bytes.length, this.#parts.now());
    session.socket.send(bytes);
  }

  #close(session: Session, { code, reason }: CloseReason): void {
    session.socket.close(code, reason);
    this.leave(session.socket);
  }

  #writeBadge(session: Session): void {
    const { socket, id, actor, role, most, since, until, live } = session;
    const present = this.#presence.of(id) ?? null;
    session.writtenAt = live.heardAt;
    const badge: Badge = { id, actor, role, most, since, until, ...live, present };
    socket.serializeAttachment(badge);
  }
}
