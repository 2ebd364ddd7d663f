import { createRoute } from "@hono/zod-openapi";
import { ApiError } from "../../http/index.ts";
import { invitationParams } from "../contract.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/rooms/{id}/invitations/{invitation}",
  operationId: "revokeRoomInvitation",
  tags: ["rooms"],
  summary: "Take an invitation back",
  description: "Whoever has accepted it stays a member.",
  request: { params: invitationParams },
  responses: { 204: { description: "Nobody can accept it any more" } },
});

/** `DELETE /v1/rooms/{id}/invitations/{invitation}`. */
export const revokeInvitation = (parts: CollaborationParts) =>
  roomEndpoint(parts, { action: "rooms:manage", act: "invitations:manage" }, route, async (c) => {
    const { tenantId, actor } = c.var.principal;
    const { id, invitation } = c.req.valid("param");
    const event = {
      action: "room_invitation_withdrawn",
      outcome: "done",
      actor,
      target: `room:${id}`,
      details: { invitation },
    } as const;
    const entry = parts.audit.entryIfChanged(tenantId, event);
    if (!(await parts.invitations.remove(tenantId, id, invitation, entry))) {
      throw new ApiError("not_found", "There is no such invitation into this room.");
    }
    await parts.audit.chain(tenantId);
    return c.body(null, 204);
  });
