export { mustSetAlarm, nextAlarm } from "./due-state.ts";
export { admit, REFUSAL_HEADER, refusalOfEntry, refuseSocket } from "./entry.ts";
export { type RoomLimits, type RoomVars, readLimits } from "./limits.ts";
export type { PatchOutcome, Room } from "./room.ts";
export type { Connection } from "./session.ts";
export { wakeRoom } from "./wake-room.ts";
