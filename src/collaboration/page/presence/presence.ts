import type { Awareness } from "y-protocols/awareness";
import { words } from "../words.ts";
import { freeColour, type Peer, peersOf } from "./peers.ts";

const SLOT = "descant.name";

export interface Presence {
  peers: () => Peer[];
  /** Says to the others where one is. */
  goTo: (path: string | null) => void;
  rename: (name: string) => void;
  name: () => string;
  end: () => void;
}

/** The name that this browser goes by: as it was chosen here, else the account's. */
export function ownName(accountName: string | undefined): string {
  return localStorage.getItem(SLOT) ?? accountName ?? words.presence.somebody;
}

/**
 * Says to the others who one is, and hears who they are.
 * @param changed somebody came, went, or is elsewhere
 */
export function createPresence(
  awareness: Awareness,
  name: string,
  changed: () => void,
  announce: (sentence: string) => void,
): Presence {
  let own = name;
  let known = new Map<number, string>();
  const say = (): void => {
    const others = peersOf(awareness).filter(({ isMe }) => !isMe);
    const before = (awareness.getLocalState() as { user?: { colour?: number } } | null)?.user?.colour;
    const isTaken = others.some(({ colour, client }) => colour === before && client < awareness.clientID);
    const colour = before === undefined || isTaken ? freeColour(awareness.clientID, others) : before;
    awareness.setLocalStateField("user", { name: own, colour });
  };
  const hear = (): void => {
    const peers = peersOf(awareness).filter(({ isMe }) => !isMe);
    const now = new Map(peers.map((peer) => [peer.client, peer.name]));
    for (const [client, peer] of now) if (!known.has(client)) announce(words.presence.came(peer));
    for (const [client, peer] of known) if (!now.has(client)) announce(words.presence.left(peer));
    if (now.size > known.size) say();
    known = now;
    changed();
  };
  say();
  awareness.on("change", hear);
  return {
    peers: () => peersOf(awareness),
    goTo: (path) => {
      if ((awareness.getLocalState() as { at?: unknown } | null)?.at !== path)
        awareness.setLocalStateField("at", path);
    },
    rename: (next) => {
      own = next.trim() || words.presence.somebody;
      localStorage.setItem(SLOT, own);
      say();
    },
    name: () => own,
    end: () => awareness.off("change", hear),
  };
}
