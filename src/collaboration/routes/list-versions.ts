import { createRoute } from "@hono/zod-openapi";
import { idParams, pageOf, pagingQuery } from "../../http/index.ts";
import { versionPageSchema } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { presentVersion } from "../versions/present-version.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/versions",
  operationId: "listRoomVersions",
  tags: ["rooms"],
  summary: "A room's versions, those that were named and those it kept by itself",
  request: { params: idParams, query: pagingQuery },
  responses: { 200: { description: "Versions, newest first", content: json(versionPageSchema) } },
});

/** `GET /v1/rooms/{id}/versions`. */
export const listVersions = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:read", act: "versions:read" }, route, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const { tenantId } = c.var.principal;
    const { rows, total } = await parts.versions.page(tenantId, c.var.seat.room.id, { limit, offset });
    return c.json(pageOf(c.req.url, rows.map(presentVersion), { limit, offset }, total), 200);
  });
