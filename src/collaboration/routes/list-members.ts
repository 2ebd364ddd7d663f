import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { memberListSchema } from "../contract.ts";
import { presentMember } from "../members/present-member.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/members",
  operationId: "listRoomMembers",
  tags: ["rooms"],
  summary: "Who belongs to a room, and as what",
  request: { params: idParams },
  responses: { 200: { description: "All members, the first ones first", content: json(memberListSchema) } },
});

/** `GET /v1/rooms/{id}/members`. */
export const listMembers = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:read", act: "members:list" }, route, async (c) => {
    const rows = await parts.members.list(c.var.principal.tenantId, c.var.seat.room.id);
    return c.json({ items: rows.map(presentMember) }, 200);
  });
