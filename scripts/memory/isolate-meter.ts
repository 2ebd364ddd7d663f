/** What an isolate holds that is reachable, in bytes. */
export interface IsolateMemory {
  /** JavaScript objects. */
  heap: number;
  /** Array buffers. */
  buffers: number;
  /** WebAssembly memories, all together. */
  wasm: number;
}

interface Target {
  id: string;
  webSocketDebuggerUrl: string;
}

/** All of what an isolate holds, which is what a Worker's memory limit counts. */
export function totalOf({ heap, buffers, wasm }: IsolateMemory): number {
  return heap + buffers + wasm;
}

/** Reads the live memory of one Worker's isolate through workerd's inspector, whose garbage is collected first. */
export class IsolateMeter {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  #sent = 0;
  #context = "";

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data))));
    socket.addEventListener("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the inspector hung up"));
      this.#waiting.clear();
    });
  }

  /**
   * Attaches to a Worker of a Miniflare that was started with an inspector.
   * @throws Error when there is no such Worker
   */
  static async attach(inspector: URL, worker: string): Promise<IsolateMeter> {
    const list = new URL("/json", inspector);
    list.protocol = "http:";
    const targets: Target[] = await (await fetch(list)).json();
    const target = targets.find(({ id }) => id === `core:user:${worker}`);
    if (!target) throw new Error(`no Worker named ${worker} is running`);
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error("the inspector is not to be reached")), {
        once: true,
      });
    });
    const meter = new IsolateMeter(socket);
    await meter.#call("Runtime.enable", {});
    return meter;
  }

  /** What is live now. Waits until the isolate's code next gives way. */
  async read(): Promise<IsolateMemory> {
    type Remote = { objectId: string; value: number };
    const prototype = await this.#call<{ result: Remote }>("Runtime.evaluate", {
      expression: "WebAssembly.Memory.prototype",
      uniqueContextId: this.#context,
      objectGroup: "reading",
    });
    // Looking for objects collects the garbage first, so that only reachable ones are found. The second time also waits until
    // the buffers that the first let go are counted no more. All three are asked at once: whatever runs in between makes garbage.
    const find = () =>
      this.#call<{ objects: Remote }>("Runtime.queryObjects", {
        prototypeObjectId: prototype.result.objectId,
        objectGroup: "reading",
      });
    const [, { objects }, usage] = await Promise.all([
      find(),
      find(),
      this.#call<{ usedSize: number; backingStorageSize: number }>("Runtime.getHeapUsage", {}),
    ]);
    const wasm = await this.#call<{ result: Remote }>("Runtime.callFunctionOn", {
      objectId: objects.objectId,
      functionDeclaration: "function () { return this.reduce((sum, m) => sum + m.buffer.byteLength, 0); }",
      returnByValue: true,
    });
    // What the inspector has handed out would keep an instance alive that is done with.
    await this.#call("Runtime.releaseObjectGroup", { objectGroup: "reading" });
    return { heap: usage.usedSize, buffers: usage.backingStorageSize, wasm: wasm.result.value };
  }

  close(): void {
    this.#socket.close();
  }

  #call<T>(method: string, params: Record<string, unknown>): Promise<T> {
    const id = ++this.#sent;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #take(message: {
    id?: number;
    method?: string;
    params?: { context?: { uniqueId: string } };
    result?: never;
    error?: { message: string };
  }): void {
    if (message.method === "Runtime.executionContextCreated")
      this.#context = message.params?.context?.uniqueId ?? "";
    const waiting = message.id === undefined ? undefined : this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id!);
    if (message.result) waiting.resolve(message.result);
    else waiting.reject(new Error(message.error?.message ?? "the inspector did not answer"));
  }
}
