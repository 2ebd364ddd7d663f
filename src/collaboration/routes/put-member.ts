import { createRoute } from "@hono/zod-openapi";
import { memberParams, memberSchema, putMemberSchema } from "../contract.ts";
import { giveRole } from "../members/change-members.ts";
import { presentMember } from "../members/present-member.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { BODY_FAILURES, json, roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "put",
  path: "/v1/rooms/{id}/members/{member}",
  operationId: "putRoomMember",
  tags: ["rooms"],
  summary: "Give somebody of the tenant a role in a room",
  description: "It acts at once on their open connections; room tokens of another role are void.",
  request: { params: memberParams, body: { required: true, content: json(putMemberSchema) } },
  responses: { 200: { description: "What they are now", content: json(memberSchema) } },
});

/** `PUT /v1/rooms/{id}/members/{member}`. */
export const putMember = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    {
      action: "rooms:manage",
      act: "members:change",
      failures: [...BODY_FAILURES, "last_owner", "room_full"],
    },
    route,
    async (c) => {
      const { member: actor } = c.req.valid("param");
      const { role } = c.req.valid("json");
      const row = await giveRole(parts, c.var.principal, c.var.seat, { actor, role }, Date.now());
      return c.json(presentMember(row), 200);
    },
  );
