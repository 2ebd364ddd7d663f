import type { Words } from "./words/en.ts";

/** An answer that is no success, or no answer at all (`status` 0), in whichever of the three shapes it came. */
export class Failure extends Error {
  readonly status: number;
  /** In capitals, whoever spoke: better-auth, the OAuth provider or the gateway. */
  readonly code: string;
  readonly retryAfterSeconds: number;

  constructor(status: number, body: unknown, retryAfter: string | null = null) {
    const code = codeOf(body);
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = Math.max(1, Math.ceil(Number(retryAfter) || 1));
  }
}

function codeOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const { code, error } = body as { code?: unknown; error?: unknown };
  if (typeof error === "object") return codeOf(error);
  const found = typeof code === "string" ? code : typeof error === "string" ? error : "";
  return found.toUpperCase();
}

/** Whether the server asks the person to show again who they are. */
export const asksForStepUp = (failure: Failure): boolean =>
  failure.code === "STEP_UP_REQUIRED" || failure.code === "SESSION_NOT_FRESH";

/** A sentence that says what to do about a failure. Never what the server wrote: that is one language only. */
export function sentenceFor(failure: Failure, { failures, form }: Words): string {
  const { status, code } = failure;
  if (asksForStepUp(failure)) return failures.stepUp;
  if (code === "ELEVATION_REQUIRED") return failures.elevation;
  if (code === "QUOTA_EXCEEDED") return failures.quota;
  if (Object.hasOwn(failures.codes, code)) return failures.codes[code]!;
  if (status === 429) return form.waitSentence(failure.retryAfterSeconds);
  if (status === 0) return failures.offline;
  if (status === 401) return failures.signedOut;
  if (status === 403) return failures.forbidden;
  if (status === 404) return failures.notFound;
  return status === 503 ? failures.unavailable : failures.unexpected(status);
}
