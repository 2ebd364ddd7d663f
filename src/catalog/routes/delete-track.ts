import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { CatalogParts } from "../add-recording.ts";
import { deleteRecording, type KeptOfTracks } from "../delete-recording.ts";

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
export const deleteTrack = (parts: CatalogParts, kept: KeptOfTracks) =>
  endpoint({ action: "tracks:delete", failures: ["not_found"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    if (!(await deleteRecording(parts, kept, c.var.principal, id, c.var.permit))) {
      throw new ApiError("not_found", "There is no track with this id.");
    }
    return c.body(null, 204);
  });
