import { Failure } from "./failure.ts";

/** One request to this server with the session's cookie. Returns the JSON, null for none. Throws {@link Failure}. */
async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store" }).catch(
    () => null,
  );
  if (response === null) throw new Failure(0, null);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Failure(response.status, body, response.headers.get("retry-after"));
  return body as Answer;
}

/** A value that goes into a query, encoded. */
const encode = (query: Record<string, string>): string =>
  Object.keys(query).length === 0 ? "" : `?${new URLSearchParams(query)}`;

/** Reads from identity: `path` below `/auth`. */
export function read<Answer>(path: string, query: Record<string, string> = {}): Promise<Answer> {
  return ask(`/auth/${path}${encode(query)}`, { method: "GET" });
}

/** Does something at identity: `path` below `/auth`. */
export function act<Answer>(path: string, body: Record<string, unknown> = {}): Promise<Answer> {
  return ask(`/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Tokens live for ten minutes; this is kept in memory only, and for less. */
const TOKEN_KEPT_MS = 5 * 60_000;
let token: { value: string; until: number } | null = null;

/** Forgets the token, since the person now works in another organisation or with other rights. */
export function forgetToken(): void {
  token = null;
}

/** A request to the API: `path` below `/v1`, with a token of the person's own. Throws {@link Failure}. */
export async function api<Answer>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: Record<string, unknown>,
): Promise<Answer> {
  if (token === null || token.until < Date.now()) {
    const { token: value } = await read<{ token: string }>("token");
    token = { value, until: Date.now() + TOKEN_KEPT_MS };
  }
  return ask(`/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token.value}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
