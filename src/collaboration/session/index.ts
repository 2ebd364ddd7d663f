export { mustSetAlarm, nextAlarm } from "./due-state.ts";
export { type RoomLimits, type RoomVars, readLimits } from "./limits.ts";
export { type PatchOutcome, Room } from "./room.ts";
export { badgeSchema, type Connection } from "./session.ts";
