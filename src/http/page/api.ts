import type { AudioFeatures, Page, Task, Track, Upload } from "./contract.ts";
import { titleOf } from "./words.ts";

/** An answer of the API that is no success, or no answer at all (`status` 0): `message` is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number;

  constructor(status: number, body: unknown, retryAfter: string | null) {
    const error = (body as { error?: { message?: string; code?: string; request_id?: string } } | null)
      ?.error;
    super(
      error?.message ??
        (status === 0 ? "The server does not answer." : `The server answered with status ${status}.`),
    );
    this.status = status;
    this.code = error?.code ?? "";
    this.requestId = error?.request_id ?? null;
    this.retryAfterSeconds = Number(retryAfter) || 1;
  }
}

/** A broken connection says nothing of its cause; the likeliest is a server that went away. */
const CUT_OFF = { error: { message: "The upload was cut off before the server answered." } };

function authorization(key: string | null): Record<string, string> {
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

/** One request with the key in its header; a busy server (429) is asked again when it says so, three times at most. */
async function request(key: string | null, path: string, init: RequestInit = {}): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(path, { ...init, headers: authorization(key) }).catch(() => null);
    if (response?.ok) return response;
    const body = await response?.json().catch(() => null);
    const error = new ApiError(response?.status ?? 0, body, response?.headers.get("retry-after") ?? null);
    if (error.status !== 429 || attempt === 3) throw error;
    await pause(error.retryAfterSeconds * 1000);
  }
}

/** Resolves after so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Uploads one file. `fetch` tells nothing about an upload's progress, `XMLHttpRequest` does: `onProgress` gets 0..1.
 * Throws {@link ApiError}.
 */
export function uploadTrack(
  key: string | null,
  file: File,
  onProgress: (share: number) => void,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", "/v1/tracks");
    for (const [name, value] of Object.entries(authorization(key))) xhr.setRequestHeader(name, value);
    xhr.responseType = "json";
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve(xhr.response as Upload);
      else reject(new ApiError(xhr.status, xhr.response, xhr.getResponseHeader("retry-after")));
    };
    xhr.onerror = () => reject(new ApiError(0, CUT_OFF, null));
    const form = new FormData();
    form.append("title", titleOf(file.name));
    form.append("file", file, file.name);
    xhr.send(form);
  });
}

/**
 * Asks for a task until it is over, as often as the server's `Retry-After` wishes. A server that is away for a moment
 * (restarted, say) is waited for: tasks outlive it. Returns the finished task; throws {@link ApiError}.
 */
export async function waitForTask(
  key: string | null,
  id: string,
  onTask: (task: Task) => void,
): Promise<Task> {
  let silent = 0;
  let wait = 300;
  for (;;) {
    await pause(wait);
    try {
      const response = await request(key, `/v1/tasks/${id}`);
      const task = (await response.json()) as Task;
      silent = 0;
      onTask(task);
      if (task.status === "succeeded" || task.status === "failed") return task;
      wait = Math.max(300, Number(response.headers.get("retry-after")) * 1000);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0 || ++silent > 20) throw error;
      wait = 1000;
    }
  }
}

/** The features of one track; throws {@link ApiError}. */
export async function readFeatures(key: string | null, id: string): Promise<AudioFeatures> {
  return (await request(key, `/v1/audio-features/${id}`)).json();
}

/** The features of up to 100 tracks in their order, null for those that have none. */
export async function readManyFeatures(key: string | null, ids: string[]): Promise<(AudioFeatures | null)[]> {
  if (ids.length === 0) return [];
  const answer = await (await request(key, `/v1/audio-features?ids=${ids.join(",")}`)).json();
  return (answer as { audio_features: (AudioFeatures | null)[] }).audio_features;
}

/** One page of the tenant's tracks, the newest first. */
export async function listTracks(key: string | null, limit: number, offset: number): Promise<Page<Track>> {
  return (await request(key, `/v1/tracks?limit=${limit}&offset=${offset}`)).json();
}

/** The sound of a track as it was uploaded. */
export async function readSound(key: string | null, id: string): Promise<Blob> {
  return (await request(key, `/v1/tracks/${id}/audio`)).blob();
}

/** Deletes a track with its sound and its features. */
export async function deleteTrack(key: string | null, id: string): Promise<void> {
  await request(key, `/v1/tracks/${id}`, { method: "DELETE" });
}
