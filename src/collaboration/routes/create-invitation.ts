import { createRoute } from "@hono/zod-openapi";
import { idParams } from "../../http/index.ts";
import { createInvitationSchema, newInvitationSchema } from "../contract.ts";
import { invite } from "../invitations/invite.ts";
import { presentInvitation } from "../invitations/present-invitation.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { BODY_FAILURES, json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "post",
  path: "/v1/rooms/{id}/invitations",
  operationId: "createRoomInvitation",
  tags: ["rooms"],
  summary: "Invite people of the tenant into a room",
  description:
    "By link: its token is shown here and never again. With an e-mail address only the person who has it can accept, and finds it in their inbox.",
  request: { params: idParams, body: { required: true, content: json(createInvitationSchema) } },
  responses: { 201: { description: "The invitation with its token", content: json(newInvitationSchema) } },
});

/** `POST /v1/rooms/{id}/invitations`. */
export const createInvitation = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:manage", act: "invitations:manage", failures: [...BODY_FAILURES, "room_full"] },
    route,
    async (c) => {
      const { role, email = null, expires_in_hours: hours, max_uses: maxUses } = c.req.valid("json");
      const wanted = { role, email, hours, maxUses };
      const { row, token } = await invite(parts, c.var.principal, c.var.seat.room.id, wanted, Date.now());
      c.header("cache-control", "no-store");
      return c.json({ ...presentInvitation(row), token }, 201);
    },
  );
