import { createRoute } from "@hono/zod-openapi";
import { ApiError, idParams, originOf } from "../../http/index.ts";
import { exportQuery } from "../contract.ts";
import { exportFormats, exportDocument as write } from "../documents/index.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom, readState } from "../rooms/reach-room.ts";
import { openDocument } from "../versions/open-document.ts";
import { roomEndpoint } from "./room-endpoint.ts";

const file = { schema: { type: "string", format: "binary" } } as const;

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/export",
  operationId: "exportRoomDocument",
  tags: ["rooms"],
  summary: "A room's document as a file",
  description: "An arrangement as MusicXML or MIDI, a playlist as M3U8 or JSPF.",
  request: { params: idParams, query: exportQuery },
  responses: {
    200: {
      description: "The file",
      content: {
        "application/vnd.recordare.musicxml+xml": file,
        "audio/midi": file,
        "audio/mpegurl": file,
        "application/jspf+json": file,
      },
    },
  },
});

/** `GET /v1/rooms/{id}/export`. */
export const exportDocument = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:read", act: "document:read", failures: ["document_quarantined"] },
    route,
    async (c) => {
      const { as: format } = c.req.valid("query");
      const { id, kind } = c.var.seat.room;
      const formats = exportFormats(kind);
      if (!formats.includes(format)) {
        const known = formats.length > 0 ? formats.join(", ") : "in no format";
        throw new ApiError("invalid_request", `This room's document is not exported so, but: ${known}.`, {
          details: { formats },
        });
      }
      const state = await readState(await reachRoom(parts, c.var.principal.tenantId, id));
      const origin = originOf(c);
      const locate = (trackId: string) => `${origin}/v1/tracks/${trackId}/audio`;
      const written = write(openDocument(state), kind, format, { locate });
      if (!written) throw new Error("a format that is known was not written");
      c.header("content-type", written.mediaType);
      c.header("content-disposition", `attachment; filename="room-${id}.${written.extension}"`);
      c.header("cache-control", "private, no-store");
      return c.body(new Uint8Array(written.bytes), 200);
    },
  );
