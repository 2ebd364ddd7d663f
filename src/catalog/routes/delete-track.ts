import { createRoute } from "@hono/zod-openapi";
import type { FeatureReader, FeatureStore } from "../../features/index.ts";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { CatalogParts } from "../add-recording.ts";
import { deleteRecording } from "../delete-recording.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/tracks/{id}",
  operationId: "deleteTrack",
  tags: ["tracks"],
  summary: "Erase a track: its sound, its features and its tasks",
  request: { params: idParams },
  responses: { 204: { description: "Gone" } },
});

/** `DELETE /v1/tracks/{id}`. */
export const deleteTrack = (parts: CatalogParts, features: { store: FeatureStore; reader: FeatureReader }) =>
  endpoint({ action: "tracks:delete", failures: ["not_found"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    if (!(await deleteRecording(parts, features, c.var.principal, id, c.var.permit))) {
      throw new ApiError("not_found", "There is no track with this id.");
    }
    return c.body(null, 204);
  });
