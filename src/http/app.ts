import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { getPathNoStrict } from "hono/utils/url";
import type { Logger } from "../monitoring/index.ts";
import { onError, onNotFound } from "./answer-error.ts";
import { type AppEnv, originOf } from "./context.ts";
import { errorSchema } from "./contract.ts";
import { isReadableFromAnywhere } from "./cross-origin.ts";
import type { Endpoint } from "./endpoint.ts";
import { ApiError } from "./errors.ts";
import type { Mount } from "./mount.ts";
import { describeApi } from "./openapi.ts";
import type { PageRoute } from "./page-routes.ts";
import { requestContext } from "./request-context.ts";

export interface AppParts {
  endpoints: readonly Endpoint[];
  /** What a request passes before a handler whose action is not open to all. */
  guards: (endpoint: Endpoint) => MiddlewareHandler<AppEnv>[];
  log: Logger;
  pages: readonly PageRoute[];
  mounts: readonly Mount[];
  /** The header in which whatever stands in front of us says the client's address; empty for none. */
  addressHeader?: string;
}

/** Stands in the description, which is made once, for whatever host is asked. */
const ANY_ORIGIN = "https://origin.invalid";

/** What a browser is told when it asks before a request from elsewhere; answers themselves carry constant headers. */
const preflight = cors({ origin: "*", maxAge: 86_400 });

/** Where y-websocket's provider looks for a room: it puts the room's id behind the server's URL. */
const SYNC = "/v1/rooms/sync/";

/**
 * The address that a request is routed by, without a slash at its end: `/v1/rooms/sync/{id}` stands for `/v1/rooms/{id}/sync`. Beside the other
 * addresses of rooms, the former is one that Hono's fastest router cannot tell apart, which would cost every request.
 */
function routedPath(request: Request): string {
  const path = getPathNoStrict(request);
  return path.startsWith(SYNC) ? `/v1/rooms/${path.slice(SYNC.length)}/sync` : path;
}

/** Builds the HTTP application from the endpoints of all rooms. One is built an isolate. */
export function createApp({
  endpoints,
  guards,
  log,
  pages,
  mounts,
  addressHeader = "cf-connecting-ip",
}: AppParts): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    getPath: routedPath,
    defaultHook: (result) => {
      if (result.success) return;
      const issues = result.error.issues.map((issue) => ({
        in: result.target,
        path: issue.path.join("."),
        message: issue.message,
      }));
      const first = issues[0];
      const where = first?.path ? `“${first.path}” ` : `The ${result.target} `;
      throw new ApiError("invalid_request", `${where}${first?.message ?? "is not valid"}.`, {
        details: { issues },
      });
    },
  });
  app.use("*", requestContext(log, addressHeader));
  app.use("*", (c, next) =>
    c.req.method === "OPTIONS" && isReadableFromAnywhere(c.req.path) ? preflight(c, next) : next(),
  );
  app.onError(onError);
  app.notFound(onNotFound([...endpoints, { method: "get", path: "/openapi.json" }]));
  app.openAPIRegistry.register("Error", errorSchema);
  for (const endpoint of endpoints) endpoint.register(app, endpoint.action === null ? [] : guards(endpoint));
  for (const { path, handler } of pages) app.get(path, handler);
  for (const { path, handlers } of mounts) for (const handler of handlers) app.all(path, handler);
  let description: string | undefined;
  app.get("/openapi.json", (c) => {
    description ??= describeApi(app, endpoints, ANY_ORIGIN);
    return c.body(description.replaceAll(ANY_ORIGIN, originOf(c)), 200, {
      "content-type": "application/json",
      "cache-control": "public, max-age=300",
    });
  });
  return app;
}
