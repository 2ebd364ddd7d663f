import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./context.ts";

/** Addresses that somebody else answers, under every method: not operations of the API, hence not in its description. */
export interface Mount {
  path: string;
  handlers: MiddlewareHandler<AppEnv>[];
}
