import type { MessageType } from "../wire/index.ts";
import { mayEdit, type RoomRole } from "./roles.ts";

/** `take`; `deny`, telling the client so; `ignore`, for what means nothing when a client says it. */
export type Ruling = "take" | "deny" | "ignore";

/** What becomes of a message, by the role of who sent it. Everybody may read, and be seen. */
export function rulingOn(type: MessageType, role: RoomRole): Ruling {
  switch (type) {
    case "step2":
    case "update":
      return mayEdit(role) ? "take" : "deny";
    case "denied":
      return "ignore";
    default:
      return "take";
  }
}
