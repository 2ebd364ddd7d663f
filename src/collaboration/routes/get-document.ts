import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { documentQuery } from "../contract.ts";
import { documentSchema, projectDocument } from "../documents/index.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { reachRoom, readState } from "../rooms/reach-room.ts";
import { openDocument } from "../versions/open-document.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/document",
  operationId: "getRoomDocument",
  tags: ["rooms"],
  summary: "A room's document as JSON",
  request: { params: idParams, query: documentQuery },
  responses: {
    200: {
      description: "As it is now; `issues` tells of what in it is not of its kind",
      content: json(documentSchema),
    },
  },
});

/** `GET /v1/rooms/{id}/document`. */
export const getDocument = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:read", act: "document:read", failures: ["document_quarantined"] },
    route,
    async (c) => {
      const { room } = c.var.seat;
      const state = await readState(await reachRoom(parts, c.var.principal.tenantId, room.id));
      c.header("cache-control", "private, no-store");
      return c.json(projectDocument(openDocument(state), room.kind), 200);
    },
  );
