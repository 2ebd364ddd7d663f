import * as Y from "yjs";
import { CLOSE, type CloseReason, type MembersState, narrower, rulingOn } from "../access/index.ts";
import { compactionAt, type StoredDocument } from "../log/index.ts";
import {
  type ClockRange,
  checkUpdate,
  decodeMessage,
  encodeMessage,
  MalformedFrame,
  type Message,
} from "../wire/index.ts";
import type { DueTimes } from "./due-state.ts";
import type { RoomLimits } from "./limits.ts";
import { askAfterMs, judge, lookAgainAt } from "./liveness-state.ts";
import { countMessage } from "./message-rate-state.ts";
import { createPacer, type Later, Outbox, type Pacer } from "./outbox.ts";
import { noteAnswered } from "./reading-state.ts";
import { RoomPresence } from "./room-presence.ts";
import type { Badge, Connection, RoomSocket, Session } from "./session.ts";
import { Sessions } from "./sessions.ts";

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

/** Storing costs about half a millisecond, however little it is: this leaves most of the time for what comes in. */
const LEAST_PAUSE_MS = 2;
/** What telling one socket of an edit takes, and as much again: in a full room, edits are told together. */
const TELLING_MS = 0.08;

/** What came of an edit that did not come through a socket. */
export type PatchOutcome = "taken" | "malformed" | "too-large";

/** A room that is awake: its document, who is connected, and what they are told. */
export class Room {
  readonly #parts: RoomParts;
  readonly #sessions: Sessions;
  readonly #presence: RoomPresence;
  readonly #edits = new Outbox<Session>();
  readonly #editPacer: Pacer;
  #lookedAt = 0;
  #editedAt: number;

  constructor(parts: RoomParts) {
    const { limits, later, now, document } = parts;
    this.#parts = parts;
    this.#editedAt = now();
    this.#sessions = new Sessions({
      limits,
      now,
      stateVector: () => Y.encodeStateVector(document.doc),
      presentOf: (id) => this.#presence.of(id),
      onGone: (session) => this.#presence.leave(session),
    });
    this.#presence = new RoomPresence(this.#sessions, limits, later, now);
    // Whoever sent what is lost still has it, and sends it again when they come back.
    document.onLost = () => this.#closeAll();
    this.#editPacer = createPacer(
      () => this.#sendEdits(),
      () => Math.min(limits.editsMs, Math.max(LEAST_PAUSE_MS, this.#sessions.size * TELLING_MS)),
      later,
      now,
    );
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
    const session = this.#sessions.add(socket, badge);
    this.#sessions.writeBadge(session);
    this.#sessions.ask(session);
  }

  /** Takes back a socket that was open before the room slept. */
  resume(socket: RoomSocket, badge: Badge): void {
    this.#sessions.add(socket, badge);
    if (badge.present) this.#presence.restore(badge.present);
  }

  /** Asks everybody for what they have and we have not: what was on its way when the room was put to sleep. */
  askAll(): void {
    for (const session of this.#sessions.all()) this.#sessions.ask(session);
  }

  /** Notes that a socket has closed. */
  leave(socket: RoomSocket): void {
    this.#sessions.remove(socket);
  }

  /** Hears a frame. What is wrong with it closes that socket, and nothing else. */
  receive(socket: RoomSocket, frame: ArrayBuffer | string): void {
    const session = this.#sessions.of(socket);
    if (!session) return;
    const at = this.#parts.now();
    session.live = { heardAt: at, askedAt: null };
    const fault = this.#takeFrame(session, frame, at);
    if (fault) this.#sessions.close(session, fault);
    else if (at - session.writtenAt >= LOOK_EVERY_MS) this.#sessions.writeBadge(session);
    if (at - this.#lookedAt >= LOOK_EVERY_MS) this.look(true);
  }

  /**
   * Applies an edit that came another way than a socket, by the same rules; roles are for the caller to decide.
   * @throws what the storage throws when it cannot store the edit
   */
  patch(update: Uint8Array, actor: string): PatchOutcome {
    try {
      const outcome = this.#edit(update, actor, null);
      this.#parts.document.store();
      return outcome;
    } catch (error) {
      if (error instanceof MalformedFrame) return "malformed";
      throw error;
    }
  }

  /** Makes changed members act on open sockets: another role from the next message on, or the end. */
  membersChanged({ members }: MembersState): void {
    for (const session of this.#sessions.all()) {
      const standing = members.get(session.actor);
      if (!standing) {
        this.#sessions.close(session, CLOSE.removed);
        continue;
      }
      const role = narrower(standing.role, session.most);
      if (role === session.role) continue;
      session.role = role;
      session.denied = false;
      this.#sessions.writeBadge(session);
      // Whoever may edit from now on may have edits that were refused before.
      this.#sessions.ask(session);
    }
  }

  /** Looks after sockets that are silent or over their time, and after a log that has grown. */
  look(isAwake: boolean): void {
    const now = this.#parts.now();
    this.#lookedAt = now;
    const askAfter = askAfterMs(this.#sessions.size, isAwake);
    for (const session of this.#sessions.all()) {
      const verdict = judge(session.live, askAfter, now);
      if (now >= session.until) this.#sessions.close(session, CLOSE.unauthorized);
      else if (verdict === "dead") this.#sessions.close(session, CLOSE.tooSlow);
      else if (verdict === "ask") {
        session.live = { ...session.live, askedAt: now };
        this.#sessions.writeBadge(session);
        this.#sessions.ask(session);
      }
    }
    const { compactAt } = this.due();
    if (compactAt !== null && now >= compactAt) this.#compact(now);
  }

  /** What has to be done later. */
  due(): DueTimes {
    const sessions = this.#sessions.all();
    const first = (times: number[]) => (times.length === 0 ? null : Math.min(...times));
    const { document, limits } = this.#parts;
    return {
      compactAt: compactionAt(document.size, this.#editedAt, limits.quietMs),
      lookAt: first(sessions.map(({ live }) => lookAgainAt(live))),
      expireAt: first(sessions.map(({ until }) => until)),
    };
  }

  connections(): Connection[] {
    const inOrder = this.#sessions.all().sort((a, b) => a.since - b.since);
    return inOrder.map(({ id, actor, role, since }) => {
      const present = this.#presence.of(id);
      return { actor, role, since, client: present?.client ?? null, state: present?.state ?? null };
    });
  }

  #takeFrame(session: Session, frame: ArrayBuffer | string, at: number): CloseReason | null {
    const { limits, onFailure } = this.#parts;
    const rate = countMessage(session.rate, limits, at);
    if (!rate) return CLOSE.tooMany;
    session.rate = rate;
    if (typeof frame === "string") return CLOSE.malformed;
    if (frame.byteLength > limits.messageBytes) return CLOSE.tooLarge;
    try {
      return this.#take(session, decodeMessage(new Uint8Array(frame)));
    } catch (error) {
      if (error instanceof MalformedFrame) return CLOSE.malformed;
      onFailure(error);
      return CLOSE.failed;
    }
  }

  #take(session: Session, message: Message): CloseReason | null {
    if (message.type === "step2") session.reading = noteAnswered(session.reading);
    const ruling = rulingOn(message.type, session.role);
    if (ruling === "deny") this.#deny(session, message);
    if (ruling !== "take") return null;
    switch (message.type) {
      case "step1": {
        const { document } = this.#parts;
        const { stateVector } = message;
        const update = hasNothing(stateVector)
          ? document.encode()
          : Y.encodeStateAsUpdate(document.doc, stateVector);
        this.#sessions.answer(session, encodeMessage({ type: "step2", update }));
        this.#presence.greet(session);
        break;
      }
      case "step2":
      case "update":
        return this.#edit(message.update, session.actor, session) === "too-large" ? CLOSE.tooLarge : null;
      case "awareness":
        this.#presence.hear(session, message.entries);
        break;
      case "query-awareness":
        this.#presence.show(session);
        break;
    }
    return null;
  }

  /**
   * Tells a client that its edit is refused, where there is one in what it sent; of what it answers to our questions, once.
   * Yjs' clients also send what is no edit: they take away marks in formatted text that others' edits have made idle, as the room's
   * own document does.
   */
  #deny(session: Session, message: Message): void {
    if (message.type !== "step2" && message.type !== "update") return;
    if ((message.type === "step2" && session.denied) || !this.#hasNews(message.update)) return;
    session.denied = true;
    this.#sessions.send(session, encodeMessage({ type: "denied", reason: `a ${session.role} may not edit` }));
  }

  /** Whether an update inserts anything that the document does not have, or deletes what it does have. */
  #hasNews(update: Uint8Array): boolean {
    const { store } = this.#parts.document.doc;
    const { inserted, deleted } = checkUpdate(update);
    return (
      inserted.some(({ client, from, length }) => from + length > Y.getState(store, client)) ||
      deleted.some((range) => holdsAnyOf(store, range))
    );
  }

  #edit(update: Uint8Array, actor: string, from: Session | null): Exclude<PatchOutcome, "malformed"> {
    const { document, now } = this.#parts;
    const at = now();
    const accepted = document.accept(update, actor, at);
    if (accepted.outcome === "too-large") return "too-large";
    this.#editedAt = at;
    if (accepted.news) this.#edits.put(accepted.news, from);
    this.#editPacer.poke();
    return "taken";
  }

  #closeAll(): void {
    this.#edits.take();
    for (const session of this.#sessions.all()) this.#sessions.close(session, CLOSE.failed);
  }

  /** Stores what has come since the last time, then sends it. */
  #sendEdits(): void {
    try {
      this.#parts.document.store();
    } catch (error) {
      this.#parts.onFailure(error);
      return;
    }
    const edits = this.#edits.take();
    if (!edits) return;
    const bytes = encodeMessage({ type: "update", update: edits.update });
    for (const session of this.#sessions.all())
      if (session !== edits.except) this.#sessions.send(session, bytes);
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
}

/** Whether anything of a range is there and not deleted. */
function holdsAnyOf(store: Y.Doc["store"], { client, from, length }: ClockRange): boolean {
  const structs = store.clients.get(client);
  if (!structs || from >= Y.getState(store, client)) return false;
  for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i]!;
    if (struct.id.clock >= from + length) return false;
    if (!struct.deleted) return true;
  }
  return false;
}

/** Whether a state vector is that of an empty document: of no author at all. */
function hasNothing(stateVector: Uint8Array): boolean {
  return stateVector.length === 1 && stateVector[0] === 0;
}
