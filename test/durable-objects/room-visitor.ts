import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readAuthMessage } from "y-protocols/auth";
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import type { CollaborationRoom } from "../../durable-objects/collaboration-room.ts";
import type { RoomMember, RoomRole } from "../../src/collaboration/index.ts";
import { newId } from "../../src/database/index.ts";
import type { PlanName } from "../../src/tenants/index.ts";

const HOUR = 3_600_000;

/** Makes a tenant with a plan. */
export async function tenantWith(plan: PlanName): Promise<string> {
  const id = newId();
  await env.DB.prepare("insert into tenants (id, name, plan) values (?, 'test', ?)").bind(id, plan).run();
  return id;
}

/** A moment in the middle of a month for the clock to stand at, so far off that no alarm comes by itself meanwhile. */
export const NOON = Date.UTC(2040, 5, 15, 12);

/** Puts a room's object to sleep; one that is not running could not be. */
export async function evictRoom(room: DurableObjectStub<CollaborationRoom>): Promise<void> {
  await room.describe();
  await evictDurableObject(room);
}

/** Opens a new room with these members at its object, of a tenant without limits unless told otherwise. */
export async function openRoom(members: RoomMember[], ofTenant?: string) {
  const tenantId = ofTenant ?? (await tenantWith("self-hosted"));
  const id = newId();
  let epoch = 1;
  const room = () => env.ROOMS.getByName(id);
  /** Comes to follow with a fresh token. */
  const follow = async (actor: string) => {
    const minted = await room().mintToken(actor, "viewer", HOUR);
    const headers = { upgrade: "websocket", "x-room-token": minted?.token ?? "none" };
    return new Follower(await room().fetch("https://room/events", { headers }));
  };
  await room().open(id, { tenantId, members, epoch });
  return {
    id,
    tenantId,
    room,
    follow,
    setMembers: (changed: RoomMember[]) => room().membersChanged({ members: changed, epoch: ++epoch }),
    token: async (actor: string, role: RoomRole) =>
      (await room().mintToken(actor, role, HOUR))?.token ?? "none",
    /** Comes in with a fresh token. */
    enter: async (actor: string, role: RoomRole) => {
      const minted = await room().mintToken(actor, role, HOUR);
      return Visitor.enter(room(), minted?.token ?? "none");
    },
  };
}

/** Somebody who only hears what happens. */
export class Follower {
  readonly socket: WebSocket;
  closed: { code: number; reason: string } | undefined;

  constructor({ webSocket, status }: Response) {
    if (!webSocket) throw new Error(`no socket: ${status}`);
    this.socket = webSocket;
    webSocket.accept();
    webSocket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
  }

  leave(): void {
    if (!this.closed) this.socket.close(1000);
  }
}

/** Somebody with a document of their own who speaks y-websocket's protocol as y-protocols implements it. */
export class Visitor {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly denials: string[] = [];
  readonly socket: WebSocket;
  /** The code and reason that the server closed with. */
  closed: { code: number; reason: string } | undefined;
  synced = false;
  /** Questions that were asked, and that the room has answered. */
  #asked = 0;
  #answered = 0;
  /** Frames that came from the room, and that went to it. */
  messages = 0;
  sent = 0;
  /** Whether messages are answered and acted on. */
  isReading = true;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.accept();
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#read(new Uint8Array(data as ArrayBuffer)));
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#write(0, (encoder) => sync.writeUpdate(encoder, update));
    });
    this.awareness.on("update", ({ added, updated, removed }: Record<string, number[]>) =>
      this.#tell([...(added ?? []), ...(updated ?? []), ...(removed ?? [])]),
    );
    this.ask();
    this.#tell([this.doc.clientID]);
  }

  static async enter(
    room: { fetch(url: string, init: RequestInit): Promise<Response> },
    token: string,
  ): Promise<Visitor> {
    const answer = await room.fetch("https://room/", {
      headers: { upgrade: "websocket", "x-room-token": token },
    });
    if (!answer.webSocket) throw new Error(`no socket: ${answer.status}`);
    return new Visitor(answer.webSocket);
  }

  get list(): Y.Array<string> {
    return this.doc.getArray("list");
  }

  /** Whether the room has read what was sent up to the last question. */
  get isHeard(): boolean {
    return this.#answered === this.#asked;
  }

  /** Sends a `step1`. */
  ask(): void {
    this.#asked++;
    this.#write(0, (encoder) => sync.writeSyncStep1(encoder, this.doc));
  }

  /** Sends any bytes. */
  send(bytes: Uint8Array | string): void {
    if (this.closed || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(bytes);
    this.sent++;
  }

  /** The states of the others, by client. */
  others(): Record<string, unknown>[] {
    return [...this.awareness.getStates()]
      .filter(([client]) => client !== this.doc.clientID)
      .map(([, state]) => state);
  }

  /** Goes away as a closed tab does. */
  leave(): void {
    this.awareness.destroy();
    if (!this.closed) this.socket.close(1000);
  }

  #tell(clients: number[]): void {
    const known = clients.filter((client) => this.awareness.meta.has(client));
    this.#write(1, (encoder) =>
      encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(this.awareness, known)),
    );
  }

  #write(type: number, write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, type);
    write(encoder);
    this.send(encoding.toUint8Array(encoder));
  }

  #read(bytes: Uint8Array): void {
    this.messages++;
    if (!this.isReading) return;
    const decoder = decoding.createDecoder(bytes);
    switch (decoding.readVarUint(decoder)) {
      case 0: {
        const encoder = encoding.createEncoder();
        encoding.writeVarUint(encoder, 0);
        const kind = sync.readSyncMessage(decoder, encoder, this.doc, this);
        if (kind === sync.messageYjsSyncStep2) {
          this.synced = true;
          this.#answered++;
        }
        if (encoding.length(encoder) > 1) this.send(encoding.toUint8Array(encoder));
        break;
      }
      case 1:
        applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this);
        break;
      case 2:
        readAuthMessage(decoder, this.doc, (_, reason) => this.denials.push(reason));
        break;
    }
  }

  /** Forgets the others, as a client does whose connection is gone. */
  forgetOthers(): void {
    const others = [...this.awareness.getStates().keys()].filter((client) => client !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, this);
  }
}
