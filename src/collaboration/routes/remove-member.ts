import { createRoute } from "@hono/zod-openapi";
import { ApiError } from "../../http/index.ts";
import { refusalOf } from "../../policy/index.ts";
import { memberParams } from "../contract.ts";
import { removeMember as remove } from "../members/change-members.ts";
import { permitIn } from "../members/seat.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { roomEndpoint } from "./room-endpoint.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/rooms/{id}/members/{member}",
  operationId: "removeRoomMember",
  tags: ["rooms"],
  summary: "Take somebody out of a room, or leave it",
  description: "Their connections are closed at once, with code 4403.",
  request: { params: memberParams },
  responses: { 204: { description: "They are out" } },
});

/** `DELETE /v1/rooms/{id}/members/{member}`. */
export const removeMember = (parts: CollaborationParts) =>
  roomEndpoint(
    parts,
    { action: "rooms:join", act: "members:list", failures: ["last_owner"] },
    route,
    async (c) => {
      const { principal, seat } = c.var;
      const { member } = c.req.valid("param");
      if (member !== principal.actor) {
        permitIn(seat, "members:change");
        if (refusalOf(principal, "rooms:manage", { now: Date.now() }) !== null) {
          throw new ApiError("forbidden", "Your role does not do this (“rooms:manage”).", {
            details: { action: "rooms:manage" },
          });
        }
      }
      await remove(parts, principal, seat, member);
      return c.body(null, 204);
    },
  );
