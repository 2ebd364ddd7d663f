import type { MiddlewareHandler } from "hono";
import { type Logger, traceIdOf } from "../monitoring/index.ts";
import type { AppEnv } from "./context.ts";
import { isReadableFromAnywhere, READABLE_FROM_ANYWHERE } from "./cross-origin.ts";

const ACCEPTABLE_ID = /^[\w.:-]{8,128}$/;

/** Headers that every answer carries, whatever it is. */
const EVERY_ANSWER = Object.entries({
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "strict-transport-security": "max-age=31536000",
});

/** What whoever answers behind us has no say in. */
const CROSS_ORIGIN = ["access-control-allow-origin", "access-control-allow-credentials"];

/** What an answer may do when a browser shows it: nothing. Pages bring a policy of their own. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Opens a request: gives it an id (the caller's `x-request-id` when it is a plain one) and a trace, and closes it
 * with the headers every answer has and one log line.
 * @param addressHeader the header in which whatever stands in front of us says the client's address; empty for none
 */
export function requestContext(log: Logger, addressHeader: string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = Date.now();
    const sent = c.req.header("x-request-id");
    const traceId = traceIdOf(c.req.header("traceparent"));
    const requestId = sent !== undefined && ACCEPTABLE_ID.test(sent) ? sent : traceId;
    const requestLog = log.with({ trace_id: traceId, request_id: requestId });
    c.set("requestId", requestId);
    c.set("traceId", traceId);
    c.set("log", requestLog);
    c.set("address", addressHeader === "" ? undefined : c.req.header(addressHeader));
    await next();
    const headers = c.res.headers;
    headers.set("x-request-id", requestId);
    for (const [name, value] of EVERY_ANSWER) headers.set(name, value);
    if (isReadableFromAnywhere(c.req.path))
      for (const [name, value] of READABLE_FROM_ANYWHERE) headers.set(name, value);
    else for (const name of CROSS_ORIGIN) headers.delete(name);
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", API_POLICY);
    // By now it may name the tenant too.
    c.var.log.info("request", {
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
      duration_ms: Date.now() - started,
    });
  };
}
