import type { MiddlewareHandler } from "hono";
import { ApiError, type AppContext, type AppEnv } from "../http/index.ts";
import type { CredentialDirectory } from "./key-directory.ts";

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** What a request shows for itself; undefined for nothing, or nothing that could be a credential. */
export function credentialOf(c: AppContext): string | undefined {
  return BEARER.exec(c.req.header("authorization") ?? "")?.[1];
}

/** Lets a request through when its credential is good: sets the principal, or answers 401. */
export function authenticate(
  directory: CredentialDirectory,
  onRefusal: (c: AppContext) => Promise<void>,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const header = c.req.header("authorization");
    const credential = credentialOf(c);
    const background = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    const principal = credential === undefined ? null : await directory.resolve(credential, background);
    if (!principal) {
      await onRefusal(c);
      throw new ApiError(
        "unauthenticated",
        header === undefined
          ? "This needs a key or a token: send it as “Authorization: Bearer …”."
          : "This key or token is unknown, revoked or expired.",
      );
    }
    c.set("principal", principal);
    c.set("log", c.var.log.with({ tenant_id: principal.tenantId, actor: principal.actor }));
    await next();
  };
}
