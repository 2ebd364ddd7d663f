import { createServer } from "node:net";
import path from "node:path";
import { startDescantServer } from "./descant-server.ts";
import type { ServerName } from "./options.ts";
import type { RoomAddress } from "./protocol.ts";
import { BenchProcess } from "./server-process.ts";

export interface RunningRoomServer {
  process: BenchProcess;
  /** Where the room of a name is; made when it is not there yet. */
  room(name: string): Promise<RoomAddress>;
}

/** A server that the benchmark drives. */
export interface RoomServer {
  name: ServerName;
  title: string;
  /** What it does to keep documents. */
  keeps: string;
  kind: "ours" | "peer" | "ceiling";
  /** Starts it on what an earlier start left in the folder. */
  start(folder: string): Promise<RunningRoomServer>;
}

const LISTENING = /listening on (\d+)/;
const Y_WEBSOCKET_READY = /running at .* on port (\d+)/;
const here = (file: string) => path.join(import.meta.dirname, file);
const yWebsocketServer = () =>
  path.join(
    path.dirname(new URL(import.meta.resolve("@y/websocket-server/package.json")).pathname),
    "src/server.js",
  );

const ALL: RoomServer[] = [
  {
    name: "descant",
    title: "Descant",
    keeps: "each edit in SQLite before anybody sees it",
    kind: "ours",
    start: startDescantServer,
  },
  {
    name: "hocuspocus",
    title: "Hocuspocus",
    keeps: "whole document in SQLite, 2–10 s later",
    kind: "peer",
    start: async (folder) => {
      const process = await BenchProcess.start(
        [here("hocuspocus-process.ts"), path.join(folder, "documents.sqlite")],
        LISTENING,
      );
      return { process, room: async (name) => ({ ...addressOf(process), frameName: name }) };
    },
  },
  {
    name: "y-websocket",
    title: "y-websocket",
    keeps: "nothing (its default)",
    kind: "peer",
    start: () => startYWebsocket({}),
  },
  {
    name: "y-leveldb",
    title: "y-websocket with LevelDB",
    keeps: "each edit in LevelDB, beside sending it",
    kind: "peer",
    start: (folder) => startYWebsocket({ YPERSISTENCE: path.join(folder, "leveldb") }),
  },
  {
    name: "relay",
    title: "bare relay in Node",
    keeps: "nothing; knows no documents",
    kind: "ceiling",
    start: async () => startRelay("relay-process.ts", []),
  },
  {
    name: "workerd-relay",
    title: "bare relay in workerd",
    keeps: "nothing; knows no documents",
    kind: "ceiling",
    start: async (folder) => startRelay("workerd-relay-process.ts", [folder]),
  },
];

/** The servers of the names, in the order in which tables show them. */
export const roomServers = (names: ReadonlySet<ServerName>): RoomServer[] =>
  ALL.filter(({ name }) => names.has(name));

/** Where peers take any document: at the root. */
function addressOf(process: BenchProcess): RoomAddress {
  return { url: `ws://127.0.0.1:${process.ready[1]}/`, frameName: null, root: "text" };
}

async function startRelay(file: string, args: string[]): Promise<RunningRoomServer> {
  const process = await BenchProcess.start([here(file), ...args], LISTENING);
  return { process, room: async (name) => named(process, name) };
}

/** The published server as it is, with nothing but its environment set. */
async function startYWebsocket(env: Record<string, string>): Promise<RunningRoomServer> {
  const process = await BenchProcess.start([yWebsocketServer()], Y_WEBSOCKET_READY, {
    ...env,
    HOST: "127.0.0.1",
    PORT: String(await freePort()),
  });
  return { process, room: async (name) => named(process, name) };
}

function named(process: BenchProcess, name: string): RoomAddress {
  const address = addressOf(process);
  return { ...address, url: `${address.url}${name}` };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
