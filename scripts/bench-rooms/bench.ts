import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deal, type LoadProcess, startLoadProcess } from "./load.ts";
import type { ServerName } from "./options.ts";
import type { RoomAddress } from "./protocol.ts";
import type { ByServer } from "./report.ts";
import type { RoomServer, RunningRoomServer } from "./servers.ts";

/** A server that runs, with the folder that its next start begins with. */
export interface Contestant extends RunningRoomServer {
  server: RoomServer;
  folder: string;
}

/** The servers and load processes of a run. */
export interface Bench {
  contestants: Contestant[];
  load: LoadProcess[];
  notes: string[];
  stop(): Promise<void>;
}

const LOAD_PROCESSES = 2;

export async function startBench(servers: RoomServer[]): Promise<Bench> {
  const root = await mkdtemp(path.join(tmpdir(), "descant-bench-rooms-"));
  const contestants: Contestant[] = [];
  const notes: string[] = [];
  const load = Array.from({ length: LOAD_PROCESSES }, startLoadProcess);
  const stop = async () => {
    for (const process of load) process.stop();
    await Promise.all(contestants.map(({ process }) => process.kill()));
    await rm(root, { recursive: true, force: true });
  };
  // Servers are in process groups of their own, which Ctrl-C does not reach.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
  for (const server of servers) {
    try {
      const folder = await mkdtemp(path.join(root, `${server.name}-`));
      contestants.push({ server, folder, ...(await server.start(folder)) });
    } catch (error) {
      notes.push(`Not measured: ${server.title}. ${messageOf(error)}`);
    }
  }
  return { contestants, load, notes, stop };
}

/** Measures each server in turn; one that fails is noted and left out. */
export async function eachOf<Figures>(
  { contestants, notes }: Bench,
  what: string,
  measure: (contestant: Contestant) => Promise<Figures | null>,
): Promise<ByServer<Figures>> {
  const figures: Partial<Record<ServerName, Figures>> = {};
  for (const contestant of contestants) {
    try {
      const measured = await measure(contestant);
      if (measured !== null) figures[contestant.server.name] = measured;
    } catch (error) {
      notes.push(`Not measured: ${what} of ${contestant.server.title}. ${messageOf(error)}`);
    }
  }
  return figures;
}

/**
 * Opens so many sockets to each room, dealt out to the load processes, or all in one of them.
 * @throws Error when one could not be opened
 */
export async function openSockets(
  load: LoadProcess[],
  group: string,
  rooms: RoomAddress[],
  each: number,
): Promise<{ ms: number; opened: number }> {
  const addresses = rooms.flatMap((room) => Array.from({ length: each }, () => room));
  const hands = deal(addresses, load.length);
  const answers = await Promise.all(
    load.map((process, index) => process.tell("open", { group, addresses: hands[index] ?? [], atOnce: 50 })),
  );
  const failed = answers.find((answer) => answer.failed > 0);
  if (failed) throw new Error(`${failed.failed} sockets were not opened: ${failed.why}`);
  return {
    ms: Math.max(...answers.map(({ ms }) => ms)),
    opened: answers.reduce((sum, { opened }) => sum + opened, 0),
  };
}

/** Closes a group everywhere; gives how many of its sockets were still open, and why one was not. */
export async function closeSockets(
  load: LoadProcess[],
  group: string,
): Promise<{ alive: number; why: string | null }> {
  const answers = await Promise.all(load.map((process) => process.tell("close", { group })));
  return {
    alive: answers.reduce((sum, { alive }) => sum + alive, 0),
    why: answers.find(({ why }) => why !== null)?.why ?? null,
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
