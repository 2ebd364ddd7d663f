import { DurableObject } from "cloudflare:workers";
import {
  type AuthorSpan,
  actorOf,
  admit,
  CLOSE,
  type CloseReason,
  type Connection,
  FOLLOWER,
  type MintedToken,
  mayEdit,
  type PatchAnswer,
  type RoomEvent,
  type RoomRecord,
  type RoomRole,
  refusalOfEntry,
  refuseSocket,
} from "../src/collaboration/index.ts";
import { RoomInterior } from "./room-interior.ts";

/** Codes that only tell how a socket ended; they cannot be sent. */
const UNSENDABLE = [1005, 1006, 1015];

/**
 * One collaboration room: its sockets, its storage, its alarm. What it decides is in src/collaboration. It loads its document
 * with the first event that needs it, and sleeps between events: all that it knows of a socket is attached to it.
 */
export class CollaborationRoom extends DurableObject<Cloudflare.Env> {
  #inside = new RoomInterior(this.ctx, this.env, null);

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      this.#inside = new RoomInterior(ctx, env, await ctx.storage.getAlarm());
    });
  }

  /** Makes this the object of a room, or takes over its members where they have changed. */
  async open(roomId: string, record: RoomRecord): Promise<void> {
    if (this.#inside.gate.open(roomId, record)) this.#applyMembers();
  }

  /** Makes changed members act at once. What is not newer than what is known changes nothing. */
  async membersChanged(record: Pick<RoomRecord, "members" | "epoch">): Promise<void> {
    if (this.#inside.gate.takeMembers(record)) this.#applyMembers();
  }

  /** What the object knows of the room's record; null where nobody has opened a room here. */
  async describe(): Promise<RoomRecord | null> {
    return this.#inside.gate.record;
  }

  /**
   * Makes a token; null for whoever is no member, or is less than the role.
   * @param ttlMs at most the limit counts
   * @param most what its bearer may become through it when the member becomes more
   */
  async mintToken(
    actor: string,
    role: RoomRole,
    ttlMs: number,
    most: RoomRole = "owner",
  ): Promise<MintedToken | null> {
    return this.#inside.gate.mint(actor, role, ttlMs, Date.now(), most);
  }

  /** Applies a Yjs update (version 1) that came by REST, by the rules that sockets are under. */
  async applyPatch(actor: string, role: RoomRole, update: Uint8Array): Promise<PatchAnswer> {
    if (!this.#inside.gate.isOpen) return "gone";
    if (!mayEdit(role)) return "denied";
    const answer = this.#inside.awake()?.patch(update, actor) ?? "quarantined";
    if (answer === "taken") this.#edited(actor);
    await this.#inside.plan();
    return answer;
  }

  /** The whole document as one update; null where there is none that can be read. */
  async readState(): Promise<Uint8Array | null> {
    return this.#inside.awake()?.document.encode() ?? null;
  }

  /** Who made what of the document. */
  async authors(): Promise<AuthorSpan[]> {
    return this.#inside.awake()?.document.authors() ?? [];
  }

  /** Notes what has happened elsewhere, and tells whoever follows. */
  async announce(event: RoomEvent): Promise<void> {
    if (this.#inside.gate.isOpen) this.#inside.following().announce(event);
  }

  /** Who is connected. */
  async connections(): Promise<Connection[]> {
    return this.#inside.awake()?.connections() ?? [];
  }

  /** Ends the room: closes its sockets and forgets all that it stored. */
  async erase(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) socket.close(CLOSE.gone.code, CLOSE.gone.reason);
    await this.#inside.allowance?.end();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#inside = new RoomInterior(this.ctx, this.env, null);
  }

  /** Takes in a socket; the gateway says for whom, or passes on the token that it was sent. */
  override async fetch({ headers, url }: Request): Promise<Response> {
    const inside = this.#inside;
    const { pathname, searchParams } = new URL(url);
    const follows = pathname === "/events";
    const admission = await admit(inside.gate, headers, Date.now());
    const refusal = () => {
      if (inside !== this.#inside) return CLOSE.gone;
      return refusalOfEntry(inside.gate, admission, follows ? { isFull: inside.isFollowed } : inside.awake());
    };
    const early = refusal();
    if (early || !admission || !inside.allowance) return refuseSocket(early ?? CLOSE.unauthorized);
    const { 0: client, 1: server } = new WebSocketPair();
    let late: CloseReason | null = null;
    const isWithinPlan = await inside.allowance.enter(() => {
      // While the plan was asked, the room may have filled up, or somebody been removed.
      late = refusal();
      if (late) return;
      this.ctx.acceptWebSocket(server, follows ? [FOLLOWER] : []);
      if (follows) {
        const after = searchParams.get("after");
        inside.following().add(server, admission, after === null ? null : Number(after));
      } else {
        inside.awake()?.join(server, admission);
        inside.following().announce({ type: "joined", actor: admission.actor });
      }
    });
    if (late || !isWithinPlan) return refuseSocket(late ?? CLOSE.overPlan);
    await inside.plan();
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: ArrayBuffer | string): Promise<void> {
    const room = this.#inside.awake(socket);
    if (room) {
      const { updates } = room.document.size;
      room.receive(socket, message);
      const actor = room.document.size.updates === updates ? null : actorOf(socket);
      if (actor !== null) this.#edited(actor);
    } else socket.close(CLOSE.quarantined.code, CLOSE.quarantined.reason);
    await this.#inside.plan();
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#left(socket);
    if (!UNSENDABLE.includes(code)) socket.close(code, reason);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#left(socket);
  }

  override async alarm(): Promise<void> {
    const inside = this.#inside;
    inside.alarmed();
    if (!inside.onlyRenews) inside.awake()?.look(false);
    inside.following().look();
    await inside.keepVersion();
    await inside.plan();
  }

  #edited(actor: string): void {
    this.#inside.versions.edited(Date.now());
    this.#inside.following().changed(actor);
  }

  #left(socket: WebSocket): void {
    const inside = this.#inside;
    inside.allowance?.changed();
    if (this.ctx.getTags(socket).includes(FOLLOWER)) return;
    inside.awake(socket)?.leave(socket);
    const actor = actorOf(socket);
    if (actor !== null && inside.gate.isOpen) inside.following().announce({ type: "left", actor });
  }

  #applyMembers(): void {
    if (this.ctx.getWebSockets().length === 0) return;
    this.#inside.awake()?.membersChanged(this.#inside.gate.members);
    this.#inside.following().membersChanged(this.#inside.gate.members);
  }
}
