import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  /** Bytes, head and body together. */
  size: number;
}

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = "\r\n0\r\n\r\n";

/**
 * One HTTP/1.1 connection that is kept open and carries one request at a time. It reads no more of an answer than it
 * must to know where the answer ends, so that a client's work hides little of a server's.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  /** Bytes of the answer, once its head has been read; Infinity when it comes in chunks. */
  #expected = 0;
  #status = 0;
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => this.#take(bytes));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  /** @throws Error when nobody listens on the port */
  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  /** Whether the connection has ended; servers end those that are idle for some seconds. */
  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readyState !== "open";
  }

  /**
   * Sends a request, head and body as they go over the wire, and waits for the whole answer.
   * @throws Error when the connection is closed or breaks, or another request is still under way
   */
  send(request: Uint8Array | string): Promise<Answer> {
    if (this.#settle) throw new Error("a request is under way");
    if (this.closed) throw new Error("the connection is closed");
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    if (this.#expected === 0) {
      const end = this.#received.indexOf(HEAD_END);
      if (end < 0) return;
      const head = this.#received.toString("latin1", 0, end);
      this.#status = Number(head.slice(9, 12));
      this.#expected = /transfer-encoding: chunked/i.test(head)
        ? Number.POSITIVE_INFINITY
        : end + HEAD_END.length + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    }
    const size = this.#received.length;
    const complete =
      this.#expected === Number.POSITIVE_INFINITY
        ? this.#received.toString("latin1", size - LAST_CHUNK.length) === LAST_CHUNK
        : size >= this.#expected;
    if (!complete) return;
    const settle = this.#settle;
    this.#settle = undefined;
    this.#received = Buffer.alloc(0);
    this.#expected = 0;
    settle?.resolve({ status: this.#status, size });
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
    this.#settle = undefined;
  }
}
