import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { RunningDescant } from "../../scripts/serve.ts";
import type { RoomMember, RoomRecord, RoomRole } from "../../src/collaboration/access/index.ts";
import type { RoomObject } from "../../src/collaboration/room-object.ts";
import { newId } from "../../src/database/identifier.ts";

/** A room of a test's own, opened at its object. */
export interface TestRoom {
  readonly id: string;
  /** Changes the members, as the record would. */
  setMembers(members: RoomMember[]): Promise<void>;
  object(): Promise<RoomObject>;
  token(actor: string, role: RoomRole): Promise<string>;
}

/** Opens a new room at its object. */
export async function openRoom(
  running: () => RunningDescant,
  members: RoomMember[],
  tenantId = newId(),
): Promise<TestRoom> {
  const id = newId();
  let record: RoomRecord = { tenantId, members, epoch: 1 };
  const object = async () => {
    const rooms = await running().miniflare.getDurableObjectNamespace("ROOMS", "descant-gateway");
    return rooms.getByName(id) as ReturnType<typeof rooms.getByName> & RoomObject;
  };
  await (await object()).open(id, record);
  return {
    id,
    object,
    setMembers: async (changed) => {
      record = { ...record, members: changed, epoch: record.epoch + 1 };
      await (await object()).membersChanged(record);
    },
    token: async (actor, role) => {
      const minted = await (await object()).mintToken(actor, role, 3_600_000);
      if (!minted) throw new Error(`${actor} cannot be ${role} here`);
      return minted.token;
    },
  };
}

/** An unmodified y-websocket client with a document of its own. */
export class YClient {
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;
  /** The code that the server closed the socket with for good. */
  closedWith: number | undefined;

  constructor(origin: URL, roomId: string, token: string) {
    const url = `ws://${origin.host}/v1/rooms/sync`;
    this.provider = new WebsocketProvider(url, roomId, this.doc, {
      params: { token },
      // The constructors agree on all that the provider uses.
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
      maxBackoffTime: 300,
    });
    this.provider.on("closed", ({ code }) => {
      this.closedWith = code;
    });
  }

  get list(): Y.Array<string> {
    return this.doc.getArray("list");
  }

  async synced(): Promise<this> {
    if (!this.provider.synced)
      await new Promise<void>((resolve) => this.provider.once("sync", () => resolve()));
    return this;
  }

  end(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}
