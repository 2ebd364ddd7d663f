import { createReadStream } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { AudioFeatures, Task, Upload } from "../../src/http/page/contract.ts";
import type { Labels } from "./arguments.ts";

/** How long an upload's answer waits for the features: long enough for a song, short enough to show progress of a long one. */
const WAIT_SECONDS = 2;
const POLL_MS = 400;
const CHUNK_BYTES = 256 * 1024;
/** How often a request that was told to come back later comes back. */
const ATTEMPTS = 6;
const LONGEST_PAUSE_SECONDS = 60;

/** Where a recording is on its way; `share` runs from 0 to 1. */
export type Stage = { name: "uploading" | "analysing"; share: number } | { name: "waiting"; seconds: number };

/** Why the API would not do something: its code and its sentence. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(status: number, code: string, message: string, requestId?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

export interface Analysed {
  trackId: string;
  features: AudioFeatures;
}

/**
 * The part of Descant's API that this command uses.
 * @param origin the server, without a path
 */
export function createDescantApi(origin: string, key: string) {
  const authorization = `Bearer ${key}`;

  /** Sends a request, again after the pause it asks for when it is told to come back later; answers its JSON. */
  async function ask<Answer>(
    path: string,
    init: () => RequestInit,
    report: (stage: Stage) => void,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const response = await send(`${origin}${path}`, init());
      const seconds = Number(response.headers.get("retry-after"));
      const comeBack = response.status === 429 || response.status === 503;
      if (!comeBack || attempt === ATTEMPTS) return read<Answer>(response);
      await response.body?.cancel();
      const wait = Math.min(
        Number.isFinite(seconds) && seconds > 0 ? seconds : attempt,
        LONGEST_PAUSE_SECONDS,
      );
      report({ name: "waiting", seconds: wait });
      await pause(wait * 1000);
    }
  }

  const get = <Answer>(path: string, report: (stage: Stage) => void) =>
    ask<Answer>(path, () => ({ headers: { authorization } }), report);

  return {
    /** Throws RefusalError when the key does not open this server. */
    async checkKey(): Promise<void> {
      await get("/v1/tracks?limit=1", () => {}).catch((error) => {
        // A key without the scope to list can still upload.
        if (!(error instanceof RefusalError && error.status === 403)) throw error;
      });
    },

    /**
     * Uploads a recording as it is read from the disk, waits for its analysis and gives its features.
     * @param bytes the file's size, to tell how far the upload is
     * @throws RefusalError with the API's sentence; Error when the file or the server is lost on the way
     */
    async analyse(
      file: string,
      bytes: number,
      labels: Labels,
      report: (stage: Stage) => void,
    ): Promise<Analysed> {
      const query = new URLSearchParams({ ...labels });
      const headers = {
        authorization,
        "content-type": "application/octet-stream",
        prefer: `wait=${WAIT_SECONDS}`,
      };
      const upload = await ask<Upload>(
        `/v1/tracks?${query}`,
        () => streamed({ method: "POST", headers, body: readAndReport(file, bytes, report) }),
        report,
      );
      const trackId = upload.track.id;
      if (upload.audio_features) return { trackId, features: upload.audio_features };
      let task = upload.task;
      while (task && task.status !== "succeeded") {
        if (task.status === "failed") {
          throw new RefusalError(
            200,
            task.error?.code ?? "analysis_failed",
            task.error?.message ?? "The analysis failed.",
          );
        }
        report({ name: "analysing", share: task.progress });
        await pause(POLL_MS);
        task = await get<Task>(`/v1/tasks/${task.id}`, report);
      }
      return { trackId, features: await get<AudioFeatures>(`/v1/audio-features/${trackId}`, report) };
    },
  };
}

export type DescantApi = ReturnType<typeof createDescantApi>;

/** The file as a stream that says how far it has been read; never more than a chunk of it is in memory. */
function readAndReport(
  file: string,
  bytes: number,
  report: (stage: Stage) => void,
): ReadableStream<Uint8Array> {
  const chunks = createReadStream(file, { highWaterMark: CHUNK_BYTES })[Symbol.asyncIterator]();
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) return controller.close();
      controller.enqueue(new Uint8Array(value));
      sent += value.length;
      report(sent < bytes ? { name: "uploading", share: sent / bytes } : { name: "analysing", share: 0 });
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/** Marks a request whose body is a stream as one that is sent whole before its answer is read, as Node's fetch demands. */
function streamed(init: RequestInit): RequestInit {
  const duplex = { duplex: "half" };
  return { ...init, ...duplex };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The connection to the server was lost (${why}).`, { cause: error });
  }
}

async function read<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new RefusalError(
      response.status,
      "unexpected_answer",
      `The server answered ${response.status} with something that is not JSON.`,
    );
  }
  if (response.ok) return answer as Answer;
  const { error } = answer as { error?: { code?: string; message?: string; request_id?: string } };
  const message = error?.message ?? `The server answered ${response.status}.`;
  throw new RefusalError(response.status, error?.code ?? "unexpected_answer", message, error?.request_id);
}
