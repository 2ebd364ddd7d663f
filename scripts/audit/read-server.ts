import { setTimeout as pause } from "node:timers/promises";
import { CannotVerifyError } from "./arguments.ts";

const PAGE = 200;
const ANSWER_MS = 30_000;
/** How often a request that was told to come back later comes back. */
const ATTEMPTS = 6;
const LONGEST_PAUSE_SECONDS = 60;

interface AuditPage {
  items: unknown[];
  next: string | null;
}

/**
 * The events of a trail as a Descant shows them, oldest first, page by page.
 * @throws CannotVerifyError when the server does not answer, refuses the key, or answers something else
 */
export async function* readTrailOfServer(url: URL, key: string): AsyncGenerator<unknown> {
  for (let after = 0; ; ) {
    // The address is made here, not taken from `next`, so that the key goes to nobody else.
    const { items, next } = await ask(new URL(`/v1/audit?limit=${PAGE}&after=${after}`, url), key);
    yield* items;
    const last = (items.at(-1) as { sequence?: unknown } | undefined)?.sequence;
    // A place that does not lead on is found out by whoever verifies; here it must not lead round in a circle.
    if (next === null || typeof last !== "number" || last <= after) return;
    after = last;
  }
}

async function ask(url: URL, key: string): Promise<AuditPage> {
  for (let attempt = 1; ; attempt++) {
    const response = await send(url, key);
    const isBusy = response.status === 429 || response.status === 503;
    if (!isBusy || attempt === ATTEMPTS) return read(response);
    await response.body?.cancel();
    const seconds = Number(response.headers.get("retry-after"));
    await pause(Math.min(seconds > 0 ? seconds : attempt, LONGEST_PAUSE_SECONDS) * 1000);
  }
}

async function send(url: URL, key: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { authorization: `Bearer ${key}` },
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new CannotVerifyError(
      `${url.origin} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

async function read(response: Response): Promise<AuditPage> {
  const answer: unknown = await response.json().catch(() => null);
  const { items, next, error } = (answer ?? {}) as Partial<AuditPage> & { error?: { message?: string } };
  if (response.ok && Array.isArray(items)) return { items, next: next ?? null };
  throw new CannotVerifyError(
    `The server answered ${response.status}: ${error?.message ?? "no audit trail"}`,
  );
}
