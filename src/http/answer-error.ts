import type { ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { errorOf } from "../monitoring/index.ts";
import { type AppContext, type AppEnv, originOf } from "./context.ts";
import { ApiError, type ErrorCode } from "./errors.ts";

/** Answers a failure in the one envelope. Inner causes go to the log, never into the answer. */
export function answerError(c: AppContext, error: ApiError): Response {
  if (error.code === "unauthenticated") {
    const metadata = `${originOf(c)}/.well-known/oauth-protected-resource/v1`;
    c.header("www-authenticate", `Bearer realm="descant", resource_metadata="${metadata}"`);
  }
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  c.header("cache-control", "no-store");
  const { status, message, code, details } = error;
  return c.json(
    { error: { status, message, code, request_id: c.var.requestId, ...(details && { details }) } },
    status,
  );
}

/** Hono's own refusals (malformed JSON, wrong content type) by status, in our words and codes. */
const OF_STATUS: Record<number, [ErrorCode, string]> = {
  400: ["invalid_json", "The body is not valid JSON."],
  404: ["not_found", "There is nothing here."],
  413: ["payload_too_large", "The body is too large."],
  415: ["unsupported_media_type", "This content type is not accepted here; see /openapi.json for what is."],
};

/** Turns whatever was thrown into the envelope: what is not ours to explain becomes `internal_error`. */
export const onError: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof ApiError) {
    if (error.status >= 500)
      c.var.log.error("request_failed", { code: error.code, cause: asError(error.cause) ?? error });
    return answerError(c, error);
  }
  if (error instanceof HTTPException) {
    const known = OF_STATUS[error.status];
    if (known) return answerError(c, new ApiError(known[0], known[1]));
  }
  c.var.log.error("request_crashed", { cause: asError(error) });
  return answerError(
    c,
    new ApiError("internal_error", "Something went wrong on our side; the request id finds it in the log."),
  );
};

/**
 * Answers a request that met no route: 405 with `Allow` where the path exists under other methods, else 404.
 * @param operations every method and path template of the API
 */
export function onNotFound(operations: Iterable<{ method: string; path: string }>): NotFoundHandler<AppEnv> {
  const templates = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  for (const { method, path } of operations) {
    const known = templates.get(path) ?? { pattern: patternOf(path), methods: new Set(["OPTIONS"]) };
    known.methods.add(method.toUpperCase());
    if (method === "get") known.methods.add("HEAD");
    templates.set(path, known);
  }
  return (c) => {
    const allowed = new Set<string>();
    for (const { pattern, methods } of templates.values()) {
      if (pattern.test(c.req.path)) for (const method of methods) allowed.add(method);
    }
    if (allowed.size === 0)
      return answerError(c, new ApiError("not_found", "There is nothing at this address."));
    const allow = [...allowed].sort().join(", ");
    return answerError(
      c,
      new ApiError("method_not_allowed", `This address answers ${allow} only.`, { headers: { allow } }),
    );
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}/?$`);
}

function asError(cause: unknown): Error | undefined {
  if (cause === undefined) return undefined;
  return errorOf(cause);
}
