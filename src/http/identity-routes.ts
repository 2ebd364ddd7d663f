import type { MiddlewareHandler } from "hono";
import { errorOf } from "../monitoring/index.ts";
import { SCOPES } from "../policy/index.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { ApiError } from "./errors.ts";
import { limitBody } from "./limit-body.ts";
import type { Mount } from "./mount.ts";

/** The part of the service binding that answers HTTP. */
export interface IdentityFetcher {
  fetch(request: Request): Promise<Response>;
}

/** A person waits for this; longer means that identity is in trouble. */
const SLOWEST_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** What identity answers, under these addresses and no others. */
const ADDRESSES = [
  "/auth/*",
  "/.well-known/openid-configuration",
  "/.well-known/oauth-authorization-server",
  "/.well-known/jwks.json",
];

/** What clients say of where they are and where they think we are. */
const UNBELIEVED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
  "true-client-ip",
  "x-client-ip",
];

/**
 * Passes what is identity's on to it: sign-in, accounts, OAuth. When it is slow or down, that is 503 with
 * `Retry-After`, and nothing else of the gateway notices.
 * @param count counts the request against its address's share
 */
export function identityRoutes(
  identity: IdentityFetcher,
  publicUrl: string,
  count: (c: AppContext) => Promise<void>,
): Mount[] {
  const forward: MiddlewareHandler<AppEnv> = async (c) => {
    await count(c);
    const url = new URL(c.req.url);
    // Whatever name the request came under: identity issues tokens and cookies for one address only.
    const asked = new URL(url.pathname + url.search, publicUrl);
    const headers = new Headers(c.req.raw.headers);
    // Where this came from is said by the address above and by cf-connecting-ip; nobody else is believed.
    for (const name of UNBELIEVED) headers.delete(name);
    if (c.var.address === undefined) headers.delete("cf-connecting-ip");
    else headers.set("cf-connecting-ip", c.var.address);
    headers.set("x-request-id", c.var.requestId);
    headers.set("traceparent", `00-${c.var.traceId}-${c.var.traceId.slice(0, 16)}-01`);
    const request = new Request(asked, {
      method: c.req.method,
      headers,
      body: c.req.raw.body,
      redirect: "manual",
      signal: AbortSignal.timeout(SLOWEST_MS),
    });
    try {
      const given = await identity.fetch(request);
      const answer = new Response(given.body, given);
      if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
      return answer;
    } catch (cause) {
      c.var.log.warn("identity_unreachable", {
        cause: errorOf(cause),
      });
      throw identityUnavailable(cause);
    }
  };
  const metadata = JSON.stringify(describeResource(publicUrl));
  const describe: MiddlewareHandler<AppEnv> = async (c) =>
    c.body(metadata, 200, { "content-type": "application/json", "cache-control": "public, max-age=3600" });
  return [
    ...ADDRESSES.map((path) => ({ path, handlers: [limitBody, forward] })),
    { path: "/.well-known/oauth-protected-resource", handlers: [describe] },
    { path: "/.well-known/oauth-protected-resource/v1", handlers: [describe] },
  ];
}

/** The answer where nothing can be decided without identity, and it does not answer. */
function identityUnavailable(cause: unknown): ApiError {
  return new ApiError("identity_unavailable", "Signing in and new credentials cannot be checked right now.", {
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
    cause,
  });
}

/** What an app needs to know to get a token for this API. Source: RFC 9728, section 2. */
function describeResource(publicUrl: string) {
  return {
    resource: `${publicUrl}/v1`,
    authorization_servers: [publicUrl],
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    scopes_supported: SCOPES,
    bearer_methods_supported: ["header"],
    resource_documentation: `${publicUrl}/docs`,
  };
}
