import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { AppContext, AppEnv } from "../context.ts";
import { ApiError } from "../errors.ts";
import type { IdempotencyRow, IdempotencyStore } from "./idempotency-store.ts";
import { seal, unseal } from "./seal.ts";

const DAY_MS = 86_400_000;
/** A request that has not answered after this long is taken for dead, and its key may be used again. */
const SILENT_MS = 5 * 60_000;
const WELL_FORMED = /^[\x21-\x7e]{1,255}$/;
const REPLAYED_HEADERS = ["content-type", "location", "retry-after"];

/** Hashes what a request carries: of a streamed body, whatever stands for it. */
export type Fingerprint = (c: AppContext) => Promise<string>;

/**
 * Honours `Idempotency-Key` on writes: a repeated request gets the first one's answer, marked `Idempotency-Replayed`,
 * and is not carried out again. The same key on another request is refused. Answers are kept for a day; failures of
 * ours, and refusals for lack of quota, are not kept, so that trying again makes sense. Bodies are kept sealed under the
 * caller's own credential, because one may hold a new key, of which only the hash is ever stored. Who has had their token
 * replaced since is told that it was done, but not the answer again.
 * Source: IETF draft-ietf-httpapi-idempotency-key-header.
 */
export function answerOnce(
  store: IdempotencyStore,
  fingerprintOf: Fingerprint = hashText,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (key === undefined) return next();
    if (!WELL_FORMED.test(key)) {
      throw new ApiError(
        "invalid_request",
        "Idempotency-Key takes 1 to 255 printable characters without blanks.",
      );
    }
    const { tenantId, actor } = c.var.principal;
    const operation = `${actor} ${c.req.method} ${c.req.path}`;
    const now = Date.now();
    const earlier = await store.begin(tenantId, key, operation, now, now - SILENT_MS, now + DAY_MS);
    if (earlier) return replay(c, earlier, operation, fingerprintOf);

    if (fingerprintOf === hashText) c.set("fingerprint", await hashText(c));
    await next();
    const { status } = c.res;
    const fingerprint = c.var.fingerprint;
    if (status >= 500 || status === 429 || status === 401 || fingerprint === undefined) {
      await store.release(tenantId, key, now);
      return;
    }
    const headers: Record<string, string> = {};
    for (const name of REPLAYED_HEADERS) {
      const value = c.res.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    const body = await seal(await c.res.clone().text(), credentialOf(c));
    await store.finish(tenantId, key, now, { fingerprint, status, headers, body });
  };
}

async function replay(c: AppContext, earlier: IdempotencyRow, operation: string, fingerprintOf: Fingerprint) {
  if (earlier.operation !== operation) throw mismatch();
  if (earlier.status === null) {
    throw new ApiError(
      "idempotency_in_progress",
      "A request with this Idempotency-Key is still being answered.",
      {
        headers: { "retry-after": "1" },
      },
    );
  }
  if ((await fingerprintOf(c)) !== earlier.fingerprint) throw mismatch();
  const { status, body } = earlier;
  const text =
    status === 204 || body === null ? null : await unseal(body, credentialOf(c)).catch(sealedForAnother);
  return new Response(text, {
    status: earlier.status,
    headers: { ...earlier.headers, "idempotency-replayed": "true" },
  });
}

/** The secret that the caller showed: an API key, or a token, which is replaced every few minutes. */
function credentialOf(c: AppContext): string {
  return c.req.header("authorization")?.split(" ").at(-1) ?? "";
}

function sealedForAnother(): never {
  throw new ApiError(
    "idempotency_mismatch",
    "This was done already, when you asked with another token; its answer was sealed under that one.",
  );
}

function mismatch(): ApiError {
  return new ApiError("idempotency_mismatch", "This Idempotency-Key was used for a different request.");
}

/** SHA-256 of a body that is small enough to be read as text. */
async function hashText(c: AppContext): Promise<string> {
  return createHash("sha256")
    .update(await c.req.text())
    .digest("hex");
}
