export { CLOSE, type CloseReason } from "./close-codes.ts";
export { type Admission, Gatekeeper, type MintedToken } from "./gatekeeper.ts";
export {
  type MembersState,
  NO_MEMBERS,
  readMembers,
  type Standing,
  takeMembers,
  writeMembers,
} from "./members-state.ts";
export { type Ruling, rulingOn } from "./message-rule.ts";
export { covers, mayEdit, narrower, ROOM_ROLES, type RoomRole } from "./roles.ts";
export type { RoomDirectory, RoomMember, RoomRecord } from "./room-directory.ts";
export {
  mintRoomToken,
  type RoomToken,
  readRoomToken,
  tokenKey,
  verifyRoomToken,
} from "./room-token.ts";
