import { WebSocket } from "ws";
import type { Reach } from "./edits.ts";
import { askFrame, helloFrame, nothingFrame, type RoomAddress, readFrame } from "./protocol.ts";

export interface ClientHooks {
  reachOf(update: Uint8Array): Reach;
  /** Edits that this client had not seen, of one author: those from `from` up to `to`. */
  onEdits?(client: RoomClient, author: number, from: number, to: number): void;
}

/**
 * One socket in a room, without a replica: it knows how much of each author's typing has come, which is enough to tell
 * whether it has converged and costs a fraction of a replica.
 */
export class RoomClient {
  readonly address: RoomAddress;
  /** How many characters of each author have come. */
  readonly clocks = new Map<number, number>();
  /** All of them together. */
  seen = 0;
  /** Frames with edits that have come; servers may put many edits into one. */
  frames = 0;
  /** Bytes of the first answer. */
  firstStateBytes = 0;
  closed: string | null = null;
  readonly #socket: WebSocket;
  readonly #hooks: ClientHooks;
  #onState: (() => void) | undefined;

  private constructor(address: RoomAddress, hooks: ClientHooks, socket: WebSocket) {
    this.address = address;
    this.#hooks = hooks;
    this.#socket = socket;
  }

  /**
   * Opens a socket and waits for the room's state.
   * @throws Error when the socket is refused or closed before
   */
  static open(address: RoomAddress, hooks: ClientHooks): Promise<RoomClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address.url, {
        perMessageDeflate: false,
        skipUTF8Validation: true,
        maxPayload: 64 * 1024 * 1024,
      });
      socket.binaryType = "nodebuffer";
      const client = new RoomClient(address, hooks, socket);
      client.#onState = () => resolve(client);
      socket.on("open", () => {
        const hello = helloFrame(address);
        if (hello) socket.send(hello);
        client.ask();
      });
      socket.on("message", (bytes: Buffer) => client.#take(bytes));
      socket.on("error", (error) => {
        client.closed ??= error.message;
        reject(error);
      });
      socket.on("close", (code, reason) => {
        client.closed ??= `closed with ${code} ${reason}`;
        reject(new Error(client.closed));
      });
    });
  }

  send(frame: Uint8Array): void {
    this.#socket.send(frame);
  }

  /** Asks for the room's state again. */
  ask(): void {
    this.#socket.send(askFrame(this.address));
  }

  /** Asks, and waits for the answer. */
  answered(): Promise<void> {
    return new Promise((resolve) => {
      this.#onState = resolve;
      this.ask();
    });
  }

  /** Counts what this client itself is about to send as seen. */
  advance(author: number, to: number): number {
    const from = this.clocks.get(author) ?? 0;
    if (to <= from) return from;
    this.clocks.set(author, to);
    this.seen += to - from;
    return from;
  }

  close(): void {
    this.closed ??= "closed by us";
    this.#socket.terminate();
  }

  #take(bytes: Buffer): void {
    const received = readFrame(this.address, bytes);
    switch (received.kind) {
      case "asked":
        this.send(nothingFrame(this.address));
        break;
      case "refused":
        this.closed ??= `refused: ${received.reason}`;
        this.#socket.close();
        break;
      case "state":
        this.firstStateBytes ||= received.update.length;
        this.#see(received.update);
        this.#onState?.();
        this.#onState = undefined;
        break;
      case "update":
        this.frames += 1;
        this.#see(received.update);
        break;
      case "other":
        break;
    }
  }

  #see(update: Uint8Array): void {
    for (const [author, to] of this.#hooks.reachOf(update)) {
      const from = this.advance(author, to);
      if (to > from) this.#hooks.onEdits?.(this, author, from, to);
    }
  }
}
