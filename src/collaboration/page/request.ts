import { words } from "./words.ts";

/** An answer that is no success, or no answer at all (`status` 0). Its message is a sentence for people. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, body: unknown) {
    const error = (body as { error?: { message?: unknown; code?: unknown } } | null)?.error;
    const sentence = typeof error?.message === "string" ? error.message : words.failure.other(status);
    super(status === 0 ? words.failure.offline : sentence);
    this.status = status;
    this.code = typeof error?.code === "string" ? error.code : "";
  }
}

/** Asks this server. @throws Failure */
async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...init, cache: "no-store", credentials: "same-origin" }).catch(
    () => null,
  );
  if (response?.ok) return response;
  throw new Failure(response?.status ?? 0, await response?.json().catch(() => null));
}

/** Reads JSON from identity, with the cookie of a session. @throws Failure */
export async function readIdentity<Answer>(path: string): Promise<Answer> {
  return (await ask(`/auth/${path}`, {})).json();
}

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** The API, asked with somebody's credential. Paths are below `/v1/`. */
export interface Api {
  /** @returns the JSON of the answer, null where it has none. @throws Failure */
  ask<Answer>(method: Method, path: string, body?: Record<string, unknown>): Promise<Answer>;
  /** @throws Failure */
  download(path: string): Promise<Blob>;
}

/** @param authorization the header's value, asked for before each request */
export function createApi(authorization: () => Promise<string>): Api {
  const send = async (method: Method, path: string, body?: Record<string, unknown>): Promise<Response> =>
    ask(`/v1/${path}`, {
      method,
      headers: {
        authorization: await authorization(),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    ask: async (method, path, body) => (await send(method, path, body)).json().catch(() => null),
    download: async (path) => (await send("GET", path)).blob(),
  };
}
