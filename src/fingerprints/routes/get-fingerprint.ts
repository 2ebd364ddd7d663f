import { createRoute } from "@hono/zod-openapi";
import { ACOUSTID_SECONDS, compress, HASH_SECONDS, hashesIn } from "../../audio/fingerprint/compare/index.ts";
import { endpoint, idParams, originOf } from "../../http/index.ts";
import { explainAbsence, type TaskStore } from "../../tasks/index.ts";
import { fingerprintSchema } from "../contract.ts";
import type { FingerprintStore } from "../fingerprint-store.ts";
import { cardsAt } from "../present-match.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/fingerprint",
  operationId: "getTrackFingerprint",
  tags: ["fingerprints"],
  summary: "A track's fingerprint, as AcoustID takes it and raw",
  request: { params: idParams },
  responses: {
    200: { description: "The fingerprint", content: { "application/json": { schema: fingerprintSchema } } },
  },
});

/** `GET /v1/tracks/{id}/fingerprint`. */
export const getFingerprint = (store: FingerprintStore, tasks: TaskStore) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { hashes, durationMs } =
      (await store.find(c.var.principal.tenantId, id)) ?? (await explainAbsence(c, tasks, id));
    c.header("cache-control", "private, no-cache");
    return c.json(
      {
        track_id: id,
        duration: durationMs / 1000,
        fingerprint: compress(hashes.subarray(0, hashesIn(ACOUSTID_SECONDS))),
        hashes: [...hashes],
        hash_seconds: HASH_SECONDS,
        algorithm: 2 as const,
        cards: cardsAt(originOf(c)),
      },
      200,
    );
  });
