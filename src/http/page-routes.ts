import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./context.ts";

/** A page people look at: where it is, and what its browser may do. */
export interface PageRoute {
  path: string;
  handler: MiddlewareHandler<AppEnv>;
}

const PAGE_FILES = ["/", "/page.js", "/page.css", "/favicon.svg"];

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src blob:; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Scalar styles its elements inline and draws its icons from data URLs; it still loads nothing from elsewhere. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The pages of identity, which ask for passwords: they may load, send and be shown by nothing but this site. */
const HOSTED_PAGES = ["/sign-in", "/sign-up", "/consent", "/device", "/account", "/invitation"];

/** No form of theirs may navigate, and no text of theirs become markup, whatever slips through elsewhere. */
const HOSTED_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

/** Never framed, by old browsers neither; passkeys for this site only; nothing of the rest that a device has. */
const HOSTED_HEADERS = {
  "x-frame-options": "DENY",
  "permissions-policy":
    "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=(), microphone=()",
};

/** The rooms' page talks with this server by WebSocket too, which older browsers do not count as `'self'`. */
const roomsPolicy = (origin: string): string =>
  HOSTED_POLICY.replace("connect-src 'self'", `connect-src 'self' ${origin.replace(/^http/, "ws")}`);

/** Each room's address shows the same page; its script finds out which room it is. */
const ROOM_PATH = /^\/rooms\/[^/.]*$/;

/** The page at `/`, those of identity and of the rooms, and the API's documentation at `/docs`, from the static files built beside the Worker. */
export function pageEndpoints(assets: Fetcher): PageRoute[] {
  const serve =
    (
      policy: string | ((origin: string) => string),
      headers: Record<string, string> = {},
    ): MiddlewareHandler<AppEnv> =>
    async (c, next) => {
      const url = new URL(c.req.url);
      if (ROOM_PATH.test(url.pathname)) url.pathname = "/rooms";
      const file = await assets.fetch(new Request(url, { headers: c.req.raw.headers }));
      if (file.status === 404) return next();
      const answer = new Response(file.body, file);
      answer.headers.set("content-security-policy", typeof policy === "string" ? policy : policy(url.origin));
      for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
      return answer;
    };
  return [
    { path: "/docs", handler: serve(DOCS_POLICY) },
    { path: "/docs/*", handler: serve(DOCS_POLICY) },
    { path: "/identity/*", handler: serve(HOSTED_POLICY, HOSTED_HEADERS) },
    { path: "/rooms", handler: serve(roomsPolicy, HOSTED_HEADERS) },
    { path: "/rooms/*", handler: serve(roomsPolicy, HOSTED_HEADERS) },
    ...HOSTED_PAGES.map((path) => ({ path, handler: serve(HOSTED_POLICY, HOSTED_HEADERS) })),
    // Named one by one: a pattern would cost every request Hono's fastest router.
    ...PAGE_FILES.map((path) => ({ path, handler: serve(PAGE_POLICY) })),
  ];
}
