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

/** The page at `/` and the API's documentation at `/docs`, from the static files built beside the Worker. */
export function pageEndpoints(assets: Fetcher): PageRoute[] {
  const serve =
    (policy: string): MiddlewareHandler<AppEnv> =>
    async (c, next) => {
      const file = await assets.fetch(new Request(c.req.url, { headers: c.req.raw.headers }));
      if (file.status === 404) return next();
      const answer = new Response(file.body, file);
      answer.headers.set("content-security-policy", policy);
      return answer;
    };
  return [
    { path: "/docs", handler: serve(DOCS_POLICY) },
    { path: "/docs/*", handler: serve(DOCS_POLICY) },
    // Named one by one: a pattern would cost every request Hono's fastest router.
    ...PAGE_FILES.map((path) => ({ path, handler: serve(PAGE_POLICY) })),
  ];
}
