import type { Machine } from "../bench/machine.ts";
import type { Spread } from "../bench/statistics.ts";
import type { ServerName } from "./options.ts";

/** Figures of each server that a part measured. */
export type ByServer<Figures> = Partial<Record<ServerName, Figures>>;

export interface IdleFigures {
  sockets: number;
  /** Sockets that were open and in sync at the end of the rest. */
  open: number;
  /** Sockets that went from nothing to the room's state, in a second. */
  connectsPerSecond: number;
  /** What each socket added to the serving process, in bytes. */
  bytesPerSocket: number;
  why: string | null;
}

export interface TypingFigures {
  editors: number;
  editsPerSecond: number;
  /** From a keystroke until another editor has it, in milliseconds. */
  latency: Spread;
  /** From the last keystroke until every editor has everything, in milliseconds: the middle of the rounds. */
  convergedMs: number;
}

export interface StormFigures {
  editors: number;
  edits: number;
  /** Edits over the time from the first one sent to the last one seen by everybody: the middle of the rounds. */
  editsPerSecond: number;
}

export interface FanOutFigures {
  sockets: number;
  /** Edits that reached somebody else than their author. */
  deliveriesPerSecond: number;
  /** Messages that they came in. */
  framesPerSecond: number;
}

export interface FirstSyncFigures {
  bytes: number;
  ms: Spread;
}

export interface WakeUpFigures {
  rooms: number;
  /** A state asked of a room that is awake, and of one that has slept: the middle, in milliseconds. */
  awakeMs: number;
  asleepMs: number;
  /** The same for a room with a document of a megabyte. */
  largeAwakeMs: number;
  largeAsleepMs: number;
}

export interface LossFigures {
  rounds: number;
  /** Edits that another client had seen when the server was killed. */
  seen: number;
  /** Those of them that were gone after the restart. */
  lost: number;
}

/** All that one run has measured; what was not measured is missing. Also the shape of the JSON file. */
export interface BenchRoomsReport {
  machine: Machine;
  quick: boolean;
  idle?: ByServer<IdleFigures>;
  typing?: ByServer<TypingFigures>;
  storms?: ByServer<StormFigures>[];
  fanOut?: ByServer<FanOutFigures>;
  firstSync?: ByServer<FirstSyncFigures>;
  wakeUp?: ByServer<WakeUpFigures>;
  loss?: ByServer<LossFigures>;
  /** What could not be measured, and why. */
  notes: string[];
}
