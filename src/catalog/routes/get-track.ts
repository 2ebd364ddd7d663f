import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams, originOf } from "../../http/index.ts";
import { trackSchema } from "../contract.ts";
import { presentTrack } from "../present-track.ts";
import type { TrackStore } from "../track-store.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}",
  operationId: "getTrack",
  tags: ["tracks"],
  summary: "A track",
  request: { params: idParams },
  responses: { 200: { description: "The track", content: { "application/json": { schema: trackSchema } } } },
});

/** `GET /v1/tracks/{id}`. */
export const getTrack = (tracks: TrackStore) =>
  endpoint({ action: "tracks:read", failures: ["not_found"] }, route, async (c) => {
    const row = await tracks.find(c.var.principal.tenantId, c.req.valid("param").id);
    if (!row) throw new ApiError("not_found", "There is no track with this id.");
    c.header("cache-control", "private, no-cache");
    return c.json(presentTrack(row, originOf(c)), 200);
  });
