import { createRoute } from "@hono/zod-openapi";
import { decompress, FingerprintError } from "../../audio/fingerprint/compare/index.ts";
import { ApiError, type AppContext, endpoint, originOf } from "../../http/index.ts";
import { explainAbsence, type TaskStore } from "../../tasks/index.ts";
import { lookupSchema, matchesSchema } from "../contract.ts";
import { findMatches } from "../find-matches.ts";
import type { FingerprintStore } from "../fingerprint-store.ts";
import { cardsAt, presentMatch } from "../present-match.ts";

const route = createRoute({
  method: "post",
  path: "/v1/fingerprints/lookup",
  operationId: "lookupFingerprint",
  tags: ["fingerprints"],
  summary: "Which of the tenant's tracks a sound is in",
  description:
    "By a fingerprint as `fpcalc` prints it, compressed or raw, or by a track's own. Excerpts are found, and where in the track they lie.",
  request: {
    body: { required: true, content: { "application/json": { schema: lookupSchema } } },
  },
  responses: {
    200: {
      description: "The best matches first; none is an answer too",
      content: { "application/json": { schema: matchesSchema } },
    },
  },
});

/** `POST /v1/fingerprints/lookup`: one D1 round trip, two for a track's own. */
export const lookupFingerprint = (store: FingerprintStore, tasks: TaskStore) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const { fingerprint, hashes, track_id, limit } = c.req.valid("json");
    const { tenantId } = c.var.principal;
    const asked =
      track_id !== undefined
        ? await hashesOf(c, store, tasks, track_id)
        : fingerprint !== undefined
          ? readFingerprint(fingerprint)
          : Uint32Array.from(hashes ?? []);
    const options = { limit, ...(track_id !== undefined && { except: track_id }) };
    const matches = await findMatches(store, tenantId, asked, options);
    const origin = originOf(c);
    return c.json(
      {
        matches: matches.map((match) => presentMatch(match.trackId, match, origin)),
        cards: cardsAt(origin),
      },
      200,
    );
  });

async function hashesOf(c: AppContext, store: FingerprintStore, tasks: TaskStore, trackId: string) {
  const stored = await store.find(c.var.principal.tenantId, trackId);
  return (stored ?? (await explainAbsence(c, tasks, trackId))).hashes;
}

function readFingerprint(text: string): Uint32Array {
  try {
    return decompress(text);
  } catch (error) {
    if (error instanceof FingerprintError) throw new ApiError("invalid_request", error.message);
    throw error;
  }
}
