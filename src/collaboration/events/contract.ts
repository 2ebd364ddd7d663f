import { z } from "@hono/zod-openapi";

const actor = z.string().openapi({ example: "user:5kTZ0hYzLm4wQ2sVn8aXcB" });

/** What happens in a room, for whoever follows it. */
export const roomEventSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("joined"), actor }),
    z.object({ type: z.literal("left"), actor }),
    z.object({ type: z.literal("changed"), actor }).openapi({ description: "Somebody edited the document" }),
    z.object({ type: z.literal("room_updated"), actor }),
    z.object({ type: z.literal("room_archived"), actor }),
    z.object({ type: z.literal("room_unarchived"), actor }),
    z.object({ type: z.literal("room_deleted"), actor }),
    z.object({ type: z.literal("room_restored"), actor }),
    z.object({
      type: z.literal("member_changed"),
      actor,
      member: actor,
      role: z.enum(["owner", "editor", "commenter", "viewer"]).nullable(),
    }),
    z.object({ type: z.literal("comment_created"), actor, comment: z.string(), thread: z.string() }),
    z.object({ type: z.literal("comment_updated"), actor, comment: z.string(), thread: z.string() }),
    z.object({ type: z.literal("comment_deleted"), actor, comment: z.string(), thread: z.string() }),
    z.object({ type: z.literal("version_created"), actor, version: z.int() }),
    z.object({ type: z.literal("version_restored"), actor, version: z.int() }),
    z.object({ type: z.literal("notified"), actor, kind: z.string() }),
  ])
  .openapi("RoomEvent");

/** An event as whoever makes it says it; `actor` is who did it. */
export type RoomEvent = z.infer<typeof roomEventSchema>;

/** An event in a room's journal: what is sent. */
export const journaledEventSchema = z
  .object({ id: z.int().min(1), at: z.iso.datetime(), event: roomEventSchema })
  .openapi("JournaledRoomEvent");

export type JournaledEvent = z.infer<typeof journaledEventSchema>;
