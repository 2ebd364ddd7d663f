import { createRoute } from "@hono/zod-openapi";
import { endpoint, originOf, pageOf } from "../../http/index.ts";
import { roomPageSchema, roomsQuery } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { json } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms",
  operationId: "listRooms",
  tags: ["rooms"],
  summary: "The rooms that you are a member of",
  description: "Deleted ones are listed for their owners, as long as they can be brought back.",
  request: { query: roomsQuery },
  responses: { 200: { description: "Rooms, last changed first", content: json(roomPageSchema) } },
});

/** `GET /v1/rooms`. */
export const listRooms = ({ rooms, limits }: CollaborationParts) =>
  endpoint({ action: "rooms:list", failures: [] }, route, async (c) => {
    const { limit, offset, state, kind } = c.req.valid("query");
    const { tenantId, actor } = c.var.principal;
    const { items, total } = await rooms.page(tenantId, actor, { state, kind }, { limit, offset });
    const shown = items.map(({ room, role }) => presentRoom(room, role, originOf(c), limits.undoMs));
    return c.json(pageOf(c.req.url, shown, { limit, offset }, total), 200);
  });
