import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams, isHeld, parseRange } from "../../http/index.ts";
import type { ObjectStore } from "../../storage/index.ts";
import type { TrackStore } from "../track-store.ts";

const sound = { "audio/*": { schema: { type: "string", format: "binary" } } } as const;

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/audio",
  operationId: "getTrackAudio",
  tags: ["tracks"],
  summary: "The recording itself",
  request: { params: idParams },
  responses: {
    200: { description: "All of it", content: sound },
    206: { description: "The stretch that `Range` asked for", content: sound },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/audio`: streams from the object store, byte for byte as it was sent. */
export const getTrackAudio = (tracks: TrackStore, objects: ObjectStore) =>
  endpoint(
    { action: "tracks:listen", failures: ["not_found", "range_not_satisfiable"] },
    route,
    async (c) => {
      const row = await tracks.find(c.var.principal.tenantId, c.req.valid("param").id);
      if (!row) throw new ApiError("not_found", "There is no track with this id.");
      c.var.permit(row);
      const etag = `"${row.sha256}"`;
      c.header("etag", etag);
      c.header("accept-ranges", "bytes");
      c.header("cache-control", "private, no-cache");
      if (isHeld(c, etag)) return c.body(null, 304);
      c.header("content-type", row.mediaType);
      // Ranges are for GET alone (RFC 9110 section 14.2), and nobody would read the sound.
      if (c.req.method === "HEAD") {
        c.header("content-length", String(row.sizeBytes));
        return c.body(null, 200);
      }

      const condition = c.req.header("if-range");
      const wanted = condition === undefined || condition === etag ? c.req.header("range") : undefined;
      const range = parseRange(wanted, row.sizeBytes);
      if (range === "unsatisfiable") {
        throw new ApiError("range_not_satisfiable", `The recording has ${row.sizeBytes} bytes.`, {
          headers: { "content-range": `bytes */${row.sizeBytes}` },
        });
      }
      const length = range ? range.last - range.first + 1 : row.sizeBytes;
      const object = await objects.read(row.objectKey, range ? { offset: range.first, length } : undefined);
      if (!object) throw new ApiError("internal_error", "The recording's sound is missing from the store.");
      c.header("content-length", String(length));
      if (!range) return c.body(object.body, 200);
      c.header("content-range", `bytes ${range.first}-${range.last}/${row.sizeBytes}`);
      return c.body(object.body, 206);
    },
  );
