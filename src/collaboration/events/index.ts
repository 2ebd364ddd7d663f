export { type JournaledEvent, type RoomEvent, roomEventSchema } from "./contract.ts";
export { actorOf, FOLLOWER, type FollowerSocket, Followers } from "./followers.ts";
export { openEventJournal } from "./journal.ts";
