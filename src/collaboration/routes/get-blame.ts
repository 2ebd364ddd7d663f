import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { blameSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom, readState } from "../rooms/reach-room.ts";
import { indexAuthors } from "../versions/authors.ts";
import { blameOf } from "../versions/blame.ts";
import { openDocument } from "../versions/open-document.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/blame",
  operationId: "getRoomBlame",
  tags: ["rooms"],
  summary: "Who made what of a room's document, object by object",
  request: { params: idParams },
  responses: {
    200: { description: "Each object, and who last set each field of it", content: json(blameSchema) },
  },
});

/** `GET /v1/rooms/{id}/blame`. */
export const getBlame = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:read", act: "document:read", failures: ["document_quarantined"] },
    route,
    async (c) => {
      const object = await reachRoom(parts, c.var.principal.tenantId, c.var.seat.room.id);
      const doc = openDocument(await readState(object));
      const { objects } = blameOf(doc, indexAuthors(await object.authors()));
      return c.json({ items: objects }, 200);
    },
  );
