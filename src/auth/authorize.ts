import type { MiddlewareHandler } from "hono";
import { ApiError, type AppEnv, type Scope } from "../http/index.ts";
import type { KeyDirectory } from "./key-directory.ts";

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** Lets a request through when its key is good: sets the principal, or answers 401. */
export function authenticate(
  directory: KeyDirectory,
  onRefusal: (c: Parameters<MiddlewareHandler<AppEnv>>[0]) => Promise<void>,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const header = c.req.header("authorization");
    const token = header === undefined ? undefined : BEARER.exec(header)?.[1];
    const principal = token === undefined ? null : await directory.resolve(token);
    if (!principal) {
      await onRefusal(c);
      throw new ApiError(
        "unauthenticated",
        header === undefined
          ? "This needs an API key: send it as “Authorization: Bearer dsc_…”."
          : "This API key is unknown, revoked or expired.",
      );
    }
    c.set("principal", principal);
    await next();
  };
}

/** Lets a request through when its key has a scope, or answers 403 naming the scope. */
export function requireScope(scope: Scope): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!c.var.principal.scopes.includes(scope)) {
      throw new ApiError("insufficient_scope", `This key lacks the scope “${scope}”.`, {
        details: { scope },
      });
    }
    await next();
  };
}
