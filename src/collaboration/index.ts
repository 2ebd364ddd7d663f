export * from "./access/index.ts";
export * from "./log/index.ts";
export { type PatchAnswer, ROOM_HEADERS, type RoomObject, type RoomObjects } from "./room-object.ts";
export { roomRoutes } from "./routes/sync.ts";
export * from "./session/index.ts";
