import type { Context } from "hono";
import type { Logger } from "../monitoring/index.ts";
import type { Principal, Row } from "../policy/index.ts";

/** What the front door has found out about a request by the time a handler sees it. */
export interface AppEnv {
  Variables: {
    requestId: string;
    traceId: string;
    log: Logger;
    /** The client's address, as the network in front of us says it; undefined where nothing there can be believed. */
    address: string | undefined;
    principal: Principal;
    /**
     * Decides again on the operation's action, now with the row that it is about.
     * @throws ApiError where the action is open to the caller on other rows only
     */
    permit: (row: Row) => void;
    /** SHA-256 of what the request carried, once known; what `Idempotency-Key` compares. */
    fingerprint: string | undefined;
  };
}

export type AppContext = Context<AppEnv>;

/** Scheme, host and port that a request was sent to, without parsing the whole address. */
export function originOf(c: AppContext): string {
  const { url } = c.req;
  return url.slice(0, url.indexOf("/", url.indexOf("//") + 2));
}
