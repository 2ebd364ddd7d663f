import type { OpenAPIHono, RouteConfig, RouteHandler } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import type { Action } from "../policy/index.ts";
import type { AppEnv } from "./context.ts";
import type { ErrorCode } from "./errors.ts";
import type { Fingerprint } from "./idempotency/index.ts";
import { nameCards } from "./name-cards.ts";

type Paths = NonNullable<ReturnType<OpenAPIHono["getOpenAPI31Document"]>["paths"]>;

/** What an OpenAPI document says of a body that no schema of the contract reads. */
export type StreamedBody = NonNullable<NonNullable<Paths[string]["post"]>["requestBody"]>;

/** Who may call an operation, and how it can fail beyond what every route can. */
export interface Access {
  /** The line of the policy that says who may; null for what anyone may read. */
  action: Action | null;
  failures: readonly ErrorCode[];
  /** A body that the handler reads as a stream: documented here, since no schema of the contract reads it. */
  body?: StreamedBody;
  /** The largest body that is read as JSON, in bytes, where it has reason to be larger than most. */
  bodyBytes?: number;
  /** Names of the accuracy cards that speak for the figures of an answer which has no room to name them in its body. */
  cards?: readonly string[];
  /** How `Idempotency-Key` compares two requests whose body is read as a stream. */
  fingerprint?: Fingerprint;
}

/** One operation of the API: its contract, and the handler that keeps it. */
export interface Endpoint extends Access {
  readonly method: string;
  /** The path as the contract writes it, `/v1/tracks/{id}`. */
  readonly path: string;
  /** Adds the operation to an app, behind the given guards. */
  register(app: OpenAPIHono<AppEnv>, guards: MiddlewareHandler<AppEnv>[]): void;
}

/** Ties a contract to its handler: what the handler reads and returns is checked against the contract by type. */
export function endpoint<R extends RouteConfig & { getRoutingPath(): string }>(
  access: Access,
  route: R,
  handler: RouteHandler<R, AppEnv>,
): Endpoint {
  return {
    ...access,
    method: route.method,
    path: route.path,
    register: (app, guards) => {
      const own = access.cards ? [nameCards(access.cards), ...guards] : guards;
      for (const guard of own) app.on(route.method.toUpperCase(), route.getRoutingPath(), guard);
      app.openapi(route, handler);
    },
  };
}
