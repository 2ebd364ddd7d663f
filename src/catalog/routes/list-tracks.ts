import { createRoute } from "@hono/zod-openapi";
import { endpoint, originOf, pageOf, pagingQuery } from "../../http/index.ts";
import { trackPageSchema } from "../contract.ts";
import { presentTrack } from "../present-track.ts";
import type { TrackStore } from "../track-store.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks",
  operationId: "listTracks",
  tags: ["tracks"],
  summary: "The tenant's tracks",
  request: { query: pagingQuery },
  responses: {
    200: {
      description: "Tracks, newest first",
      content: { "application/json": { schema: trackPageSchema } },
    },
  },
});

/** `GET /v1/tracks`. */
export const listTracks = (tracks: TrackStore) =>
  endpoint({ action: "tracks:list", failures: [] }, route, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const { rows, total } = await tracks.page(c.var.principal.tenantId, limit, offset);
    const items = rows.map((row) => presentTrack(row, originOf(c)));
    return c.json(pageOf(c.req.url, items, { limit, offset }, total), 200);
  });
