/** Headers of ours that a browser's script may read. */
const READABLE =
  "etag, link, location, retry-after, ratelimit, ratelimit-policy, idempotency-replayed, x-request-id";

/** What apps ask of the OAuth provider without a person's cookie; browsers' apps do so from their own origin. */
const FOR_APPS = new Set([
  ...["token", "revoke", "introspect", "userinfo", "register"].map((name) => `/auth/oauth2/${name}`),
  "/auth/device/code",
]);

/**
 * Whether scripts of any origin may read what an address answers: where credentials travel in a header or a body that no
 * browser sends by itself, so everywhere but at sign-in and accounts, which take cookies.
 */
export function isReadableFromAnywhere(path: string): boolean {
  return !path.startsWith("/auth/") || FOR_APPS.has(path);
}

/** The headers that say so. Constant: Hono's `cors` would set them before the handler, which costs two copies. */
export const READABLE_FROM_ANYWHERE = Object.entries({
  "access-control-allow-origin": "*",
  "access-control-expose-headers": READABLE,
});
