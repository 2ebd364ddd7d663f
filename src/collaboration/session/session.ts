import { z } from "zod";
import { ROOM_ROLES, type RoomRole } from "../access/index.ts";
import type { Liveness } from "./liveness-state.ts";
import type { MessageRate } from "./message-rate-state.ts";
import type { Reading } from "./reading-state.ts";

/** A socket, as far as a room has to do with it. */
export interface RoomSocket {
  send(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  serializeAttachment(attachment: unknown): void;
}

const presentSchema = z.object({
  client: z.number(),
  socket: z.string(),
  actor: z.string(),
  clock: z.number(),
  state: z.string(),
});

/** What a socket carries through hibernation: all that the room must know of it when it wakes. */
export const badgeSchema = z.object({
  id: z.string(),
  actor: z.string(),
  role: z.enum(ROOM_ROLES),
  /** The most that the bearer may be, whatever the member is: a token can be for less. */
  most: z.enum(ROOM_ROLES),
  /** Since when, and until when it may be open, ms. */
  since: z.number(),
  until: z.number(),
  heardAt: z.number(),
  askedAt: z.number().nullable(),
  present: presentSchema.nullable(),
});

export type Badge = z.infer<typeof badgeSchema>;

/** An open socket, and what the room knows of it while it is awake. */
export interface Session {
  readonly socket: RoomSocket;
  readonly id: string;
  readonly actor: string;
  role: RoomRole;
  readonly most: RoomRole;
  readonly since: number;
  readonly until: number;
  rate: MessageRate;
  reading: Reading;
  live: Liveness;
  /** What `heardAt` the badge says. */
  writtenAt: number;
  /** Whether it has been told who is present. */
  greeted: boolean;
  /** Whether it has been told that it may not edit. */
  denied: boolean;
}

/** Somebody who is connected, for whoever asks. */
export interface Connection {
  actor: string;
  role: RoomRole;
  /** When they came, ms since 1970. */
  since: number;
  /** Their Yjs client id, once they are present. */
  client: number | null;
  /** What they say of themselves; theirs to say, and checked by nobody. */
  state: string | null;
}
