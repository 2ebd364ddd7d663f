import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { invitationListSchema } from "../contract.ts";
import { presentInvitation } from "../invitations/present-invitation.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "get",
  path: "/v1/rooms/{id}/invitations",
  operationId: "listRoomInvitations",
  tags: ["rooms"],
  summary: "A room's open invitations",
  request: { params: idParams },
  responses: { 200: { description: "Without their tokens", content: json(invitationListSchema) } },
});

/** `GET /v1/rooms/{id}/invitations`. */
export const listInvitations = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:manage", act: "invitations:manage" }, route, async (c) => {
    const { tenantId } = c.var.principal;
    const rows = await parts.invitations.listOpen(tenantId, c.var.seat.room.id, Date.now());
    return c.json({ items: rows.map(presentInvitation) }, 200);
  });
