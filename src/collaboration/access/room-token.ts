import { z } from "zod";
import type { Standing } from "./members-state.ts";
import { covers, ROOM_ROLES, type RoomRole } from "./roles.ts";

/** What a room token says. */
export interface RoomToken {
  roomId: string;
  actor: string;
  role: RoomRole;
  /** The most that its bearer may ever be through it: what the credential that it was made with may be. */
  most: RoomRole;
  /** The epoch of the member's standing when it was made. */
  epoch: number;
  /** When it ends, ms since 1970. */
  expiresAt: number;
}

const PREFIX = "room1";
const SHAPE = /^room1\.([\w-]{1,1000})\.([\w-]{43})$/;
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

const claims = z.object({
  r: z.string(),
  a: z.string(),
  o: z.enum(ROOM_ROLES),
  m: z.enum(ROOM_ROLES),
  e: z.int(),
  x: z.int(),
});

/** The key that a room signs its tokens with, of at least 32 secret bytes. */
export function tokenKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", secret, HMAC, false, ["sign", "verify"]);
}

/** Makes a room token: text that fits into a URL, with an HMAC-SHA-256. */
export async function mintRoomToken(key: CryptoKey, token: RoomToken): Promise<string> {
  const { roomId: r, actor: a, role: o, most: m, epoch: e, expiresAt: x } = token;
  const body = `${PREFIX}.${toText(new TextEncoder().encode(JSON.stringify({ r, a, o, m, e, x })))}`;
  const mac = await crypto.subtle.sign(HMAC.name, key, new TextEncoder().encode(body));
  return `${body}.${toText(new Uint8Array(mac))}`;
}

/**
 * What a text says if it is a token; nobody has vouched for it yet.
 * @returns null for what is no token
 */
export function readRoomToken(text: string): RoomToken | null {
  const [, payload = ""] = SHAPE.exec(text) ?? [];
  const bytes = fromText(payload);
  if (!bytes || payload === "") return null;
  try {
    const { r, a, o, m, e, x } = claims.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return { roomId: r, actor: a, role: o, most: m, epoch: e, expiresAt: x };
  } catch {
    return null;
  }
}

/** Reads a token that the holder of the key has signed; null for every other. Compares in constant time. */
export async function verifyRoomToken(key: CryptoKey, text: string): Promise<RoomToken | null> {
  const [, , mac = ""] = SHAPE.exec(text) ?? [];
  const sent = fromText(mac);
  if (!sent || mac === "") return null;
  const body = new TextEncoder().encode(text.slice(0, text.lastIndexOf(".")));
  return (await crypto.subtle.verify(HMAC.name, key, sent, body)) ? readRoomToken(text) : null;
}

/** Whether a genuine token still lets its bearer into a room, given what they are there now. */
export function isTokenGood(
  token: RoomToken,
  roomId: string,
  standing: Standing | undefined,
  now: number,
): boolean {
  if (token.roomId !== roomId || now >= token.expiresAt || standing === undefined) return false;
  return token.epoch === standing.epoch && covers(standing.role, token.role);
}

function toText(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromText(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
