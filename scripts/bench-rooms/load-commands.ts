import type { RoomAddress } from "./protocol.ts";

/** What a load process can be told. Sockets are opened in groups, by which later commands name them. */
export interface LoadCommands {
  /** Opens a socket to each address, some at a time, and waits for each room's state. */
  open: {
    asked: { group: string; addresses: RoomAddress[]; atOnce: number };
    answer: { ms: number; opened: number; failed: number; why: string | null };
  };
  close: { asked: { group: string }; answer: { alive: number; why: string | null } };
  /** The first so many sockets of a group type; the command ends when every socket of the group has seen all. */
  type: { asked: TypeCommand; answer: TypeAnswer };
  /** The first socket of a group types as fast as a window allows, and what reaches the others is counted. */
  fanOut: {
    asked: FanOutCommand;
    answer: { deliveries: number; frames: number; ms: number; failed: string | null };
  };
  /** Opens one socket after the other, each from nothing to the whole state, in milliseconds. */
  firstSync: {
    asked: { address: RoomAddress; times: number };
    answer: { ms: number[]; bytes: number };
  };
  /** Sends updates, one after the other. */
  fill: { asked: { group: string; updates: string[] }; answer: { sent: number } };
  /** Asks each socket of a group in turn for the room's state and times the answers, in milliseconds. */
  ask: { asked: { group: string }; answer: { ms: number[] } };
  /** What the sockets of a group have seen of each author: how much anybody but that author has. */
  seen: { asked: { group: string }; answer: { clocks: [author: number, clock: number][] } };
}

export interface TypeCommand {
  group: string;
  /** Client ids of the editors, one for each of the group's first sockets. */
  editors: number[];
  /** How many characters each types. */
  edits: number;
  /** Between two of an editor's characters; 0 for all at once. */
  everyMs: number;
  /** How many characters every socket has seen in the end, those of other processes among them. */
  total: number;
  /** How long to wait for that, in milliseconds. */
  withinMs: number;
}

export interface TypeAnswer {
  /** On the clock that all processes of the machine share, in milliseconds. */
  firstSentAt: number;
  lastSentAt: number;
  /** When the last socket had seen all; null when it never had. */
  convergedAt: number | null;
  /** Of characters that this process sent: until another of its sockets had it, in milliseconds. */
  latencies: number[];
  /** Why a socket was closed meanwhile, if one was. */
  failed: string | null;
}

export interface FanOutCommand {
  group: string;
  editor: number;
  /** How many edits may be under way, not yet seen by all of this process's sockets. */
  window: number;
  forMs: number;
}

export type CommandName = keyof LoadCommands;
