import path from "node:path";
import type { RoomAddress } from "./protocol.ts";
import { BenchProcess } from "./server-process.ts";
import type { RunningRoomServer } from "./servers.ts";

const READY = /gateway on (\d+) with the key (\S+)/;
/** Rooms that were made in a folder, so that a server that is started again on it finds them by their names. */
const made = new Map<string, Map<string, string>>();

/** Starts the built Workers; rooms are made and entered as any client would, over HTTP with a key and a room token. */
export async function startDescantServer(folder: string): Promise<RunningRoomServer> {
  const process = await BenchProcess.start(
    [path.join(import.meta.dirname, "descant-process.ts"), folder],
    READY,
  );
  const [, port = "", key = ""] = process.ready;
  const rooms = made.get(folder) ?? new Map<string, string>();
  made.set(folder, rooms);
  const post = async <Body>(route: string, body: unknown): Promise<Body> => {
    const response = await fetch(`http://127.0.0.1:${port}${route}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${route} answered ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  return {
    process,
    room: async (name): Promise<RoomAddress> => {
      const id = rooms.get(name) ?? (await post<{ id: string }>("/v1/rooms", { name, kind: "lyrics" })).id;
      rooms.set(name, id);
      const { token } = await post<{ token: string }>(`/v1/rooms/${id}/tokens`, {});
      return {
        url: `ws://127.0.0.1:${port}/v1/rooms/sync/${id}?token=${encodeURIComponent(token)}`,
        frameName: null,
        root: "text",
      };
    },
  };
}
