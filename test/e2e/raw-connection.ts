import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A TCP connection that speaks HTTP/1.1 byte by byte, to do what no client library would. */
export class RawConnection {
  readonly #socket: Socket;
  #received = "";

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => {
      this.#received += bytes.toString("latin1");
    });
    // A server that hangs up on us is one of the things these tests provoke.
    socket.on("error", () => {});
  }

  static async open(url: URL): Promise<RawConnection> {
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  /** Sends the head of a request; `Host` is added. */
  head(method: string, path: string, headers: Record<string, string>): Promise<void> {
    const lines = Object.entries({ host: "descant.test", ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return this.send(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  }

  /** Sends bytes as they are. */
  send(bytes: Uint8Array | string): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** Sends bytes as one chunk of a chunked body; none at all end it. */
  async chunk(bytes: Uint8Array): Promise<void> {
    await this.send(`${bytes.length.toString(16)}\r\n`);
    await this.send(bytes);
    await this.send("\r\n");
  }

  /** Waits until what has been received matches, and gives all of it. @throws Error when it does not in time */
  async received(pattern: RegExp, withinMs = 60_000): Promise<string> {
    const deadline = Date.now() + withinMs;
    while (!pattern.test(this.#received)) {
      if (Date.now() > deadline || this.#socket.destroyed)
        throw new Error(`${pattern} was not answered, but: ${JSON.stringify(this.#received)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.#received;
  }

  /** Vanishes without a word. */
  vanish(): void {
    this.#socket.resetAndDestroy();
  }

  /** Hangs up politely. */
  close(): void {
    this.#socket.destroy();
  }
}
