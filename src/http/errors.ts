/** Every code an error of ours can carry, and the status it is answered with. Clients may rely on both. */
export const ERROR_STATUS = {
  invalid_request: 400,
  invalid_json: 400,
  malformed_body: 400,
  unauthenticated: 401,
  step_up_required: 401,
  insufficient_scope: 403,
  elevation_required: 403,
  network_not_allowed: 403,
  forbidden: 403,
  not_found: 404,
  analysis_pending: 404,
  method_not_allowed: 405,
  idempotency_in_progress: 409,
  room_archived: 409,
  room_full: 409,
  last_owner: 409,
  document_quarantined: 409,
  payload_too_large: 413,
  document_too_large: 413,
  unsupported_media_type: 415,
  unsupported_audio: 415,
  range_not_satisfiable: 416,
  corrupt_audio: 422,
  audio_too_long: 422,
  empty_audio: 422,
  operation_refused: 422,
  too_few_pairs: 422,
  idempotency_mismatch: 422,
  rate_limited: 429,
  quota_exceeded: 429,
  internal_error: 500,
  analysis_failed: 500,
  identity_unavailable: 503,
  meter_unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface ApiErrorOptions {
  /** What a program may want to know beside the sentence; shown to the caller. */
  details?: Record<string, unknown> | undefined;
  headers?: Record<string, string> | undefined;
  /** What went wrong inside; logged, never shown. */
  cause?: unknown;
}

/** An error with a public face: a code from the closed list and a sentence that helps. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, message: string, options: ApiErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.headers = options.headers ?? {};
  }

  get status() {
    return ERROR_STATUS[this.code];
  }
}

/** Narrows a stored string to a code of the list; an unknown one is our own fault and reads `internal_error`. */
export function errorCodeOf(code: string): ErrorCode {
  return Object.hasOwn(ERROR_STATUS, code) ? (code as ErrorCode) : "internal_error";
}
