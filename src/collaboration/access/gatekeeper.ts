import {
  type MembersState,
  NO_MEMBERS,
  readMembers,
  type Standing,
  takeMembers,
  writeMembers,
} from "./members-state.ts";
import { covers, narrower, type RoomRole } from "./roles.ts";
import type { RoomRecord } from "./room-directory.ts";
import { isTokenGood, mintRoomToken, tokenKey, verifyRoomToken } from "./room-token.ts";

/** Small things by name; a Durable Object's `ctx.storage.kv` fits. */
export interface Keep {
  get<T>(key: string): T | undefined;
  put<T>(key: string, value: T): void;
}

/** Somebody who may come in: as what, and until when, ms. */
export interface Admission {
  actor: string;
  role: RoomRole;
  /** The most that they may be through this admission. */
  most: RoomRole;
  until: number;
  /** What they are in the room, as it was known when they were let in. */
  standing: Standing;
}

/** A room token, and when it ends, ms since 1970. */
export interface MintedToken {
  token: string;
  expiresAt: number;
}

interface Identity {
  roomId: string;
  tenantId: string;
}

const SECRET_BYTES = 32;

/** Who may enter one room. It keeps the members as it was told last, and the secret of the room's tokens. */
export class Gatekeeper {
  readonly #keep: Keep;
  readonly #tokenMs: number;
  #identity: Identity | undefined;
  #members: MembersState;
  #key: CryptoKey | undefined;

  /** @param tokenMs how long an admission lasts at the most */
  constructor(keep: Keep, tokenMs: number) {
    this.#keep = keep;
    this.#tokenMs = tokenMs;
    this.#identity = keep.get<Identity>("identity");
    const written = keep.get<ReturnType<typeof writeMembers>>("members");
    this.#members = written ? readMembers(written) : NO_MEMBERS;
  }

  /** Whether this is a room; until it is opened it is nothing, and stores nothing. */
  get isOpen(): boolean {
    return this.#identity !== undefined;
  }

  /** Which room this is, and whose; nothing until it is opened. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  get members(): MembersState {
    return this.#members;
  }

  /** The record as far as it is known here. */
  get record(): RoomRecord | null {
    if (!this.#identity) return null;
    const { epoch, members } = this.#members;
    const list = [...members].map(([actor, { role }]) => ({ actor, role }));
    return { tenantId: this.#identity.tenantId, members: list, epoch };
  }

  /**
   * Makes this the object of a room, or, once it is, takes over what has changed.
   * @returns whether the members have
   * @throws Error for the object of another room
   */
  open(roomId: string, record: RoomRecord): boolean {
    const { tenantId } = record;
    const known = this.#identity;
    if (known && (known.roomId !== roomId || known.tenantId !== tenantId))
      throw new Error("this is another room");
    if (!known) {
      this.#identity = { roomId, tenantId };
      this.#keep.put("identity", this.#identity);
      this.#keep.put("secret", crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
    }
    return this.takeMembers(record);
  }

  /** Takes over the members of a record; one that is not newer changes nothing. @returns whether it was newer */
  takeMembers(record: Pick<RoomRecord, "members" | "epoch">): boolean {
    const members = takeMembers(this.#members, record);
    if (members === this.#members || !this.#identity) return false;
    this.#members = members;
    this.#keep.put("members", writeMembers(members));
    return true;
  }

  /**
   * Makes a token for a member.
   * @param most what its bearer may become through it, when the member becomes more
   * @returns null for whoever is no member, or is less than the role asked for
   */
  async mint(
    actor: string,
    role: RoomRole,
    ttlMs: number,
    now: number,
    most: RoomRole,
  ): Promise<MintedToken | null> {
    const standing = this.#members.members.get(actor);
    if (!this.#identity || !standing || !covers(standing.role, role)) return null;
    const expiresAt = now + Math.min(ttlMs, this.#tokenMs);
    const { roomId } = this.#identity;
    const token = await mintRoomToken(await this.#tokenKey(), {
      roomId,
      actor,
      role,
      most,
      epoch: standing.epoch,
      expiresAt,
    });
    return { token, expiresAt };
  }

  /** Lets the bearer of a token in. @returns null where it is not, or no longer, good */
  async admitToken(text: string, now: number): Promise<Admission | null> {
    if (!this.#identity) return null;
    const token = await verifyRoomToken(await this.#tokenKey(), text);
    if (!token) return null;
    const standing = this.#members.members.get(token.actor);
    if (!standing || !isTokenGood(token, this.#identity.roomId, standing, now)) return null;
    const { actor, role, most, expiresAt } = token;
    // A token for all that its member is follows them when they become more; one for less stays so.
    return { actor, role, most: role === standing.role ? most : role, until: expiresAt, standing };
  }

  /**
   * Lets somebody in whom the gateway knows.
   * @param most what their credential may be in any room
   * @param endsAt when the credential does, ms
   * @returns null for whoever is no member
   */
  admitMember(actor: string, most: RoomRole, endsAt: number, now: number): Admission | null {
    const standing = this.#members.members.get(actor);
    if (!standing) return null;
    const until = Math.min(endsAt, now + this.#tokenMs);
    return { actor, role: narrower(standing.role, most), most, until, standing };
  }

  /** Whether somebody who was let in a moment ago still is what they were then. */
  isCurrent({ actor, standing }: Pick<Admission, "actor" | "standing">): boolean {
    return this.#members.members.get(actor) === standing;
  }

  async #tokenKey(): Promise<CryptoKey> {
    const secret = this.#keep.get<Uint8Array<ArrayBuffer>>("secret");
    if (!secret) throw new Error("the room has no secret");
    this.#key ??= await tokenKey(secret);
    return this.#key;
  }
}
