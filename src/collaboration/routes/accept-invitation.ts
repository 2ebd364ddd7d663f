import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, originOf } from "../../http/index.ts";
import { acceptInvitationSchema, roomSchema } from "../contract.ts";
import { acceptInvitation as accept, hashInvitation } from "../invitations/invite.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { presentRoom } from "../rooms/present-room.ts";
import { BODY_FAILURES, json } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/room-invitations/accept",
  operationId: "acceptRoomInvitation",
  tags: ["rooms"],
  summary: "Accept an invitation into a room",
  description:
    "By a link's token, or by the id that the inbox shows of one that names your (verified) address. Nobody becomes less than they are.",
  request: { body: { required: true, content: json(acceptInvitationSchema) } },
  responses: { 200: { description: "The room that you are a member of now", content: json(roomSchema) } },
});

/** `POST /v1/room-invitations/accept`. */
export const acceptInvitation = (parts: CollaborationParts) =>
  endpoint(
    { action: "rooms:join", failures: [...BODY_FAILURES, "not_found", "room_full"] },
    route,
    async (c) => {
      const body = c.req.valid("json");
      const proof = "token" in body ? { hash: await hashInvitation(body.token) } : { id: body.invitation_id };
      const { principal } = c.var;
      const { tenantId, actor } = principal;
      const roomId = await accept(parts, principal, proof, Date.now());
      const found = await parts.rooms.findSeat(tenantId, roomId, actor);
      if (!found?.role) throw new ApiError("not_found", "You have left this room already.");
      return c.json(presentRoom(found.room, found.role, originOf(c), parts.limits.undoMs), 200);
    },
  );
