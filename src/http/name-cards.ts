import type { MiddlewareHandler } from "hono";
import { type AppEnv, originOf } from "./context.ts";

/**
 * Has every answer that holds figures, or says that the caller holds them, name the accuracy cards that speak for them, in
 * `Link` (RFC 8288): a stream, a picture and a text that is served as it was stored have no room for it in their bodies.
 */
export function nameCards(names: readonly string[]): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    const { status, headers } = c.res;
    if (status >= 400) return;
    const at = `${originOf(c)}/v1/models`;
    headers.append("link", names.map((name) => `<${at}/${name}/card>; rel="describedby"`).join(", "));
  };
}
