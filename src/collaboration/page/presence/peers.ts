import type { Awareness } from "y-protocols/awareness";
import { words } from "../words.ts";

/** How many colours the style sheet has for people. */
export const COLOURS = 8;
const [LONGEST_NAME, LONGEST_PATH] = [40, 200];

/** Somebody on the room's page, as far as they say so themselves. */
export interface Peer {
  client: number;
  name: string;
  /** 0 to COLOURS − 1. */
  colour: number;
  /** The path of the place in the document that they are at. */
  at: string | null;
  isMe: boolean;
}

/** What others say of themselves is theirs to say: anything is made fit to be shown. */
export function readPeer(client: number, state: unknown, me: number): Peer | null {
  if (typeof state !== "object" || state === null) return null;
  const { user, at } = state as { user?: unknown; at?: unknown };
  const { name, colour } = (typeof user === "object" && user !== null ? user : {}) as Record<string, unknown>;
  const line =
    typeof name === "string"
      ? name
          .replaceAll(/[\p{Cc}\s]+/gu, " ")
          .trim()
          .slice(0, LONGEST_NAME)
      : "";
  const isColour = Number.isInteger(colour) && Number(colour) >= 0 && Number(colour) < COLOURS;
  return {
    client,
    name: line === "" ? words.presence.somebody : line,
    colour: isColour ? Number(colour) : client % COLOURS,
    at: typeof at === "string" && at.startsWith("/") && at.length <= LONGEST_PATH ? at : null,
    isMe: client === me,
  };
}

/** Everybody who is here, oneself first, the others by name. */
export function peersOf(awareness: Awareness): Peer[] {
  return [...awareness.getStates()]
    .map(([client, state]) => readPeer(client, state, awareness.clientID))
    .filter((peer) => peer !== null)
    .sort((a, b) => Number(b.isMe) - Number(a.isMe) || a.name.localeCompare(b.name) || a.client - b.client);
}

/** A colour that nobody else has, as long as there is one. */
export function freeColour(client: number, others: readonly Pick<Peer, "colour">[]): number {
  const taken = new Set(others.map(({ colour }) => colour));
  for (let step = 0; step < COLOURS; step++) {
    const colour = (client + step) % COLOURS;
    if (!taken.has(colour)) return colour;
  }
  return client % COLOURS;
}
