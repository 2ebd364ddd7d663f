import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { FrameSplitter, type Piece } from "./frame-splitter.ts";
import { SeededChance } from "./seeded-chance.ts";

/** What may happen to each frame: chances from 0 to 1, and the longest delay in milliseconds. */
export interface Weather {
  /** Both ends of the connection break at once. */
  cut: number;
  /** The client's end breaks; the server's stays open, silent and unread. */
  halfOpen: number;
  /** The server's end breaks; the client's stays open, and what it sends goes nowhere. */
  deaf: number;
  duplicate: number;
  /** The frame comes after the one behind it. */
  reorder: number;
  delayMs: number;
}

export const FINE_WEATHER: Weather = { cut: 0, halfOpen: 0, deaf: 0, duplicate: 0, reorder: 0, delayMs: 0 };

/** A frame that waits to be overtaken goes on after this long, when none comes. */
const OVERTAKEN_WITHIN_MS = 40;

/** A proxy of TCP connections that carry WebSockets, which does to them what bad networks do. */
export class LossyProxy {
  readonly happened = { connections: 0, cut: 0, halfOpen: 0, deaf: 0, duplicate: 0, reorder: 0, delay: 0 };
  weather: Weather = FINE_WEATHER;
  /** Where connections lead to; may change while it runs. */
  targetPort: number;
  readonly #chance: SeededChance;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #stranded = new Set<Socket>();

  private constructor(targetPort: number, seed: number) {
    this.targetPort = targetPort;
    this.#chance = new SeededChance(seed);
    this.#server = createServer((client) => this.#carry(client));
  }

  static async start(targetPort: number, seed: number): Promise<LossyProxy> {
    const proxy = new LossyProxy(targetPort, seed);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on everything arrives; ends that were left alone break. */
  calm(): void {
    this.weather = FINE_WEATHER;
    for (const socket of this.#stranded) socket.destroy();
  }

  /** Breaks every connection. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cutAll();
    await closed;
  }

  #carry(client: Socket): void {
    this.happened.connections += 1;
    const server = connect({ host: "127.0.0.1", port: this.targetPort });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        this.#stranded.delete(socket);
      });
    }
    client.on("close", () => this.#stranded.has(server) || server.destroy());
    server.on("close", () => this.#stranded.has(client) || client.destroy());
    this.#pass(client, server, { client, server });
    this.#pass(server, client, { client, server });
  }

  /** Passes one direction on, in order except where the weather changes it. */
  #pass(from: Socket, to: Socket, ends: { client: Socket; server: Socket }): void {
    const splitter = new FrameSplitter();
    let overtaken: Piece | null = null;
    let queue = Promise.resolve();
    const release = () => {
      if (overtaken) to.write(overtaken.bytes);
      overtaken = null;
    };
    const deliver = (piece: Piece) => {
      if (to.destroyed) return;
      to.write(piece.bytes);
      if (!piece.isMessage) return;
      if (this.#strikes("duplicate")) to.write(piece.bytes);
      release();
    };
    from.on("data", (bytes: Buffer) => {
      for (const piece of splitter.take(bytes)) {
        if (!piece.isMessage) {
          queue = queue.then(() => deliver(piece));
          continue;
        }
        if (this.#strikes("cut")) return this.#cut(ends);
        if (this.#strikes("halfOpen")) return this.#strand(ends.server, ends.client);
        if (this.#strikes("deaf")) return this.#strand(ends.client, ends.server);
        const ms = this.#chance.below(this.weather.delayMs + 1);
        if (ms > 0) {
          this.happened.delay += 1;
          queue = queue.then(() => new Promise((resolve) => setTimeout(resolve, ms)));
        }
        const late = overtaken === null && this.#strikes("reorder");
        queue = queue.then(() => {
          if (!late || overtaken) return deliver(piece);
          overtaken = piece;
          setTimeout(release, OVERTAKEN_WITHIN_MS);
        });
      }
    });
  }

  #strikes(what: "cut" | "halfOpen" | "deaf" | "duplicate" | "reorder"): boolean {
    const strikes = this.#chance.happens(this.weather[what]);
    if (strikes) this.happened[what] += 1;
    return strikes;
  }

  #cut({ client, server }: { client: Socket; server: Socket }): void {
    client.destroy();
    server.destroy();
  }

  /** Leaves one end open and unread, and breaks the other. */
  #strand(left: Socket, broken: Socket): void {
    this.#stranded.add(left);
    left.pause();
    left.removeAllListeners("data");
    broken.destroy();
  }
}
