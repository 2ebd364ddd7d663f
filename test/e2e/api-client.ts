import type { Upload } from "../../src/catalog/contract.ts";
import type { Task } from "../../src/tasks/contract.ts";

/** The envelope that every error comes in. */
export interface ErrorBody {
  error: { status: number; message: string; code: string; request_id: string; details?: unknown };
}

/** An answer, read to its end. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface UploadOptions {
  /** A form's file, or the request's body. */
  as?: "form" | "raw";
  /** Seconds for `Prefer: wait`. */
  wait?: number;
  fields?: Record<string, string>;
  contentType?: string;
  fileName?: string;
  headers?: Record<string, string>;
}

/** Speaks with a Descant as any client does: over HTTP, with a key. */
export class ApiClient {
  readonly url: URL;
  readonly key: string;

  constructor(url: URL, key: string) {
    this.url = url;
    this.key = key;
  }

  /** Sends a request with the key; a path that begins with `/`. */
  async ask<T>(path: string, init: RequestInit & { duplex?: "half" } = {}): Promise<Answer<T>> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.key}`);
    const response = await fetch(new URL(path, this.url), { ...init, headers });
    const json = response.headers.get("content-type")?.startsWith("application/json");
    const body = json ? await response.json() : await response.arrayBuffer();
    return { status: response.status, headers: response.headers, body: body as T };
  }

  /** `POST /v1/tracks`. */
  upload<T = Upload>(bytes: Uint8Array, options: UploadOptions = {}): Promise<Answer<T>> {
    const { as = "raw", wait, fields = {}, contentType = "audio/*", fileName = "song" } = options;
    const headers = { ...options.headers, ...(wait !== undefined && { prefer: `wait=${wait}` }) };
    if (as === "raw") {
      const query = new URLSearchParams(fields);
      return this.ask(`/v1/tracks?${query}`, {
        method: "POST",
        headers: { ...headers, "content-type": contentType },
        body: bytes as Uint8Array<ArrayBuffer>,
      });
    }
    const form = new FormData();
    form.append("file", new Blob([bytes as Uint8Array<ArrayBuffer>]), fileName);
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.ask("/v1/tracks", { method: "POST", headers, body: form });
  }

  task(id: string): Promise<Answer<Task>> {
    return this.ask<Task>(`/v1/tasks/${id}`);
  }

  /** Asks for a task until it has finished. @throws Error when it has not after so many milliseconds */
  async finished(id: string, withinMs = 200_000): Promise<Task> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const { body } = await this.task(id);
      if (body.status === "succeeded" || body.status === "failed") return body;
      if (Date.now() > deadline) throw new Error(`task ${id} is still ${body.status} (${body.progress})`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
