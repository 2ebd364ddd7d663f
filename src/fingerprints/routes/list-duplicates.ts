import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams, originOf } from "../../http/index.ts";
import { explainAbsence, type TaskStore } from "../../tasks/index.ts";
import { duplicatesSchema } from "../contract.ts";
import type { FingerprintStore } from "../fingerprint-store.ts";
import { cardsAt, presentDuplicates } from "../present-match.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/duplicates",
  operationId: "listTrackDuplicates",
  tags: ["fingerprints"],
  summary: "The tenant's tracks that are likely the same recording",
  description:
    "Found when a track is analysed: in another format, at another bitrate or level, or with trimmed ends.",
  request: { params: idParams },
  responses: {
    200: {
      description: "The likeliest first; none is an answer too",
      content: { "application/json": { schema: duplicatesSchema } },
    },
  },
});

/** `GET /v1/tracks/{id}/duplicates`: what was recorded of it, from either side of a pair. */
export const listDuplicates = (store: FingerprintStore, tasks: TaskStore) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { tenantId } = c.var.principal;
    const rows = await store.duplicatesOf(tenantId, id);
    // Only a track that has a fingerprint can be known to have no duplicate.
    if (rows.length === 0 && !(await store.find(tenantId, id))) await explainAbsence(c, tasks, id);
    const origin = originOf(c);
    const duplicates = presentDuplicates(rows, id, origin);
    c.header("cache-control", "private, no-cache");
    return c.json({ duplicates, cards: cardsAt(origin) }, 200);
  });
