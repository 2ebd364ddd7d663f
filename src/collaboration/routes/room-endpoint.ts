import type { RouteConfig, RouteHandler } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { ApiError, type AppEnv, type Endpoint, type ErrorCode, endpoint } from "../../http/index.ts";
import type { Action } from "../../policy/index.ts";
import type { RoomAct } from "../members/room-policy.ts";
import { permitIn, type Seat, seatOf } from "../members/seat.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** Where who asks stands before the room that an operation is about. */
    seat: Seat;
  }
}

export interface RoomAccess {
  /** The line of the tenant's policy. */
  action: Action;
  /** The line of the room's. */
  act: RoomAct;
  failures?: readonly ErrorCode[];
  /** Whether it is (also) about rooms that are deleted and not yet erased. */
  onDeleted?: boolean;
}

export const noSuchRoom = () => new ApiError("not_found", "There is no room with this id.");

/**
 * An operation on one room: finds where the caller stands before it and asks the room's policy, ahead of everything that
 * the contract says of the request, so that strangers learn nothing from how a request is refused.
 */
export function roomEndpoint<R extends RouteConfig & { getRoutingPath(): string }>(
  { rooms }: Pick<CollaborationParts, "rooms">,
  { action, act, failures = [], onDeleted = false }: RoomAccess,
  route: R,
  handler: RouteHandler<R, AppEnv>,
): Endpoint {
  const inner = endpoint({ action, failures: ["not_found", "room_archived", ...failures] }, route, handler);
  const sit: MiddlewareHandler<AppEnv> = async (c, next) => {
    const seat = await seatOf(rooms, c.var.principal, c.req.param("id") ?? "");
    if (!seat || (seat.room.deletedAt !== null && !onDeleted)) throw noSuchRoom();
    permitIn(seat, act);
    c.set("seat", seat);
    await next();
  };
  return { ...inner, register: (app, guards) => inner.register(app, [...guards, sit]) };
}

/** What a JSON body can get wrong. */
export const BODY_FAILURES = ["invalid_json", "unsupported_media_type"] as const satisfies ErrorCode[];

/** A contract's JSON body. */
export const json = <S>(schema: S) => ({ "application/json": { schema } });
