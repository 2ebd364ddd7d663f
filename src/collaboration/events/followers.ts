import { z } from "zod";
import { CLOSE, type MembersState } from "../access/index.ts";
import type { JournaledEvent, RoomEvent } from "./contract.ts";
import type { EventJournal } from "./journal.ts";

/** A socket as far as events go out on it. */
export interface FollowerSocket {
  readonly readyState: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  serializeAttachment(attachment: unknown): void;
  deserializeAttachment(): unknown;
}

/** What is attached to a follower's socket, so that it outlives the object's sleep. */
const followerSchema = z.object({ follows: z.literal(true), actor: z.string(), until: z.number() });
type Follower = z.infer<typeof followerSchema>;

/** The tag of followers' sockets; those that edit have none. */
export const FOLLOWER = "events";
const OPEN = 1;
/** How often it is told that the same person has gone on editing. */
const TOLD_EVERY_MS = 5_000;

/** Said once to whoever asks for events that are not kept any more: they have to read anew what they hold. */
export const GAP = JSON.stringify({ type: "gap" });

export interface FollowersParts {
  journal: EventJournal;
  /** All followers' sockets. */
  sockets: () => readonly FollowerSocket[];
  now: () => number;
}

/** Those who follow what happens in a room, each on a socket that nothing is expected on. */
export class Followers {
  readonly #parts: FollowersParts;
  readonly #told = new Map<string, number>();

  constructor(parts: FollowersParts) {
    this.#parts = parts;
  }

  /**
   * Takes in a follower, and sends what they have not seen.
   * @param until when they have to come back with another token, ms
   * @param after the last event they have seen; null for whoever begins now
   */
  add(
    socket: FollowerSocket,
    { actor, until }: { actor: string; until: number },
    after: number | null,
  ): void {
    socket.serializeAttachment({ follows: true, actor, until } satisfies Follower);
    if (after === null) return;
    const { events, isGap } = this.#parts.journal.after(after);
    if (isGap) socket.send(GAP);
    for (const event of events) if (isFor(actor, event.event)) socket.send(JSON.stringify(event));
  }

  /** Writes an event down and sends it to all whom it is for; those whose time is over are shown out. */
  announce(event: RoomEvent): JournaledEvent {
    const { journal, now, sockets } = this.#parts;
    const at = now();
    const journaled = journal.append(event, at);
    const text = JSON.stringify(journaled);
    for (const socket of sockets()) {
      const follower = followerOf(socket);
      if (!follower) continue;
      if (at >= follower.until) socket.close(CLOSE.unauthorized.code, CLOSE.unauthorized.reason);
      else if (isFor(follower.actor, event)) socket.send(text);
    }
    return journaled;
  }

  /** Notes that somebody has edited: told at once, and then no more than now and again. */
  changed(actor: string): void {
    const at = this.#parts.now();
    const told = this.#told.get(actor);
    if (told !== undefined && at - told < TOLD_EVERY_MS) return;
    this.#told.set(actor, at);
    this.announce({ type: "changed", actor });
  }

  /** Shows out those whose time is over. */
  look(): void {
    const at = this.#parts.now();
    for (const socket of this.#parts.sockets()) {
      const follower = followerOf(socket);
      if (follower && at >= follower.until) socket.close(CLOSE.unauthorized.code, CLOSE.unauthorized.reason);
    }
  }

  /** Shows out who is no member any more. */
  membersChanged({ members }: Pick<MembersState, "members">): void {
    for (const socket of this.#parts.sockets()) {
      const follower = followerOf(socket);
      if (follower && !members.has(follower.actor)) socket.close(CLOSE.removed.code, CLOSE.removed.reason);
    }
  }
}

/** Everything is for everybody, but that somebody was notified is for them alone. */
function isFor(actor: string, event: RoomEvent): boolean {
  return event.type !== "notified" || event.actor === actor;
}

function followerOf(socket: FollowerSocket): Follower | null {
  if (socket.readyState !== OPEN) return null;
  return followerSchema.safeParse(socket.deserializeAttachment()).data ?? null;
}

/** Whose socket that edits it is; null for a follower's. */
export function actorOf(socket: Pick<FollowerSocket, "deserializeAttachment">): string | null {
  const badge = z.object({ id: z.string(), actor: z.string() }).safeParse(socket.deserializeAttachment());
  return badge.data?.actor ?? null;
}
