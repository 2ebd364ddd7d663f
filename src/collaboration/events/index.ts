export type { JournaledEvent, RoomEvent } from "./contract.ts";
export { actorOf, FOLLOWER, type FollowerSocket, Followers } from "./followers.ts";
export { openEventJournal } from "./journal.ts";
