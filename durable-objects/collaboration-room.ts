import { DurableObject } from "cloudflare:workers";
import {
  type Admission,
  badgeSchema,
  CLOSE,
  type CloseReason,
  type Connection,
  DocumentUnreadable,
  encodeDocument,
  Gatekeeper,
  mayEdit,
  mustSetAlarm,
  nextAlarm,
  type PatchAnswer,
  ROOM_HEADERS,
  Room,
  type RoomRecord,
  type RoomRole,
  readLimits,
  StoredDocument,
} from "../src/collaboration/index.ts";
import { createLogger } from "../src/monitoring/index.ts";

/** How often it is worked out whether the alarm has to be earlier. */
const PLAN_EVERY_MS = 1_000;
/** Codes that only tell how a socket ended; they cannot be sent. */
const UNSENDABLE = [1005, 1006, 1015];

/**
 * One collaboration room: its sockets, its storage, its alarm. What it decides is in src/collaboration. It loads its document
 * with the first event that needs it, and sleeps between events: all that it knows of a socket is attached to it.
 */
export class CollaborationRoom extends DurableObject<Cloudflare.Env> {
  readonly #limits = readLimits(this.env);
  #gate = new Gatekeeper(this.ctx.storage.kv, this.#limits.tokenMs);
  #room: Room | undefined;
  #alarmAt: number | null = null;
  #plannedAt = 0;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = await ctx.storage.getAlarm();
    });
  }

  /** Makes this the object of a room, or takes over its members where they have changed. */
  async open(roomId: string, record: RoomRecord): Promise<void> {
    const before = this.#gate.members;
    this.#gate.open(roomId, record);
    if (this.#gate.members !== before) this.#applyMembers();
  }

  /** Makes changed members act at once. What is not newer than what is known changes nothing. */
  async membersChanged(record: Pick<RoomRecord, "members" | "epoch">): Promise<void> {
    if (this.#gate.takeMembers(record)) this.#applyMembers();
  }

  /** What the object knows of the room's record; null where nobody has opened a room here. */
  async describe(): Promise<RoomRecord | null> {
    return this.#gate.record;
  }

  /** Makes a room token; null for whoever is no member, or is less than the role asked for. @param ttlMs shortened to the limit */
  async mintToken(
    actor: string,
    role: RoomRole,
    ttlMs: number,
  ): Promise<{ token: string; expiresAt: number } | null> {
    return this.#gate.mint(actor, role, ttlMs, Date.now());
  }

  /** Applies a Yjs update (version 1) that came by REST, by the rules that sockets are under. */
  async applyPatch(actor: string, role: RoomRole, update: Uint8Array): Promise<PatchAnswer> {
    if (!this.#gate.isOpen) return "gone";
    if (!mayEdit(role)) return "denied";
    const room = this.#awake();
    if (!room) return "quarantined";
    const answer = room.patch(update, actor);
    await this.#plan();
    return answer;
  }

  /** The whole document as one update; null where there is none that can be read. */
  async readState(): Promise<Uint8Array | null> {
    const room = this.#gate.isOpen ? this.#awake() : null;
    return room ? encodeDocument(room.document) : null;
  }

  /** Who is connected. */
  async connections(): Promise<Connection[]> {
    return this.#awake()?.connections() ?? [];
  }

  /** Ends the room: closes its sockets and forgets all that it stored. */
  async erase(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) socket.close(CLOSE.gone.code, CLOSE.gone.reason);
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#room = undefined;
    this.#alarmAt = null;
    this.#gate = new Gatekeeper(this.ctx.storage.kv, this.#limits.tokenMs);
  }

  /** Takes in a socket; the gateway says for whom, or passes on the token that it was sent. */
  override async fetch(request: Request): Promise<Response> {
    const admission = await this.#admit(request.headers);
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const room = this.#gate.isOpen ? this.#awake() : null;
    const refusal = this.#refusal(admission, room);
    if (refusal || !room || !admission) server.close(refusal?.code, refusal?.reason);
    else room.join(server, admission);
    await this.#plan();
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: ArrayBuffer | string): Promise<void> {
    const room = this.#awake();
    if (!room) return socket.close(CLOSE.quarantined.code, CLOSE.quarantined.reason);
    room.receive(socket, message);
    await this.#plan();
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#awake()?.leave(socket);
    if (!UNSENDABLE.includes(code)) socket.close(code, reason);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#awake()?.leave(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    this.#plannedAt = 0;
    this.#awake()?.look(false);
    await this.#plan();
  }

  #admit(headers: Headers): Promise<Admission | null> | Admission | null {
    const token = headers.get(ROOM_HEADERS.token);
    if (token !== null) return this.#gate.admitToken(token, Date.now());
    return this.#gate.admitMember(headers.get(ROOM_HEADERS.actor) ?? "", Date.now());
  }

  #refusal(admission: Admission | null, room: Room | null): CloseReason | null {
    if (!this.#gate.isOpen) return CLOSE.gone;
    if (!admission) return CLOSE.unauthorized;
    if (!room) return CLOSE.quarantined;
    return room.isFull ? CLOSE.full : null;
  }

  #applyMembers(): void {
    if (this.ctx.getWebSockets().length > 0) this.#awake()?.membersChanged(this.#gate.members);
  }

  /** The room, loaded; null where its document cannot be, in which case it is set aside and tried again with the next event. */
  #awake(): Room | null {
    if (this.#room) return this.#room;
    if (!this.#gate.isOpen) return null;
    const log = createLogger(this.env.LOG_LEVEL);
    const told = (event: string) => (error: unknown) =>
      log.error(event, { cause: error instanceof Error ? error : new Error(String(error)) });
    try {
      const document = new StoredDocument(this.ctx.storage, this.#limits.documentBytes, Date.now());
      const later = (run: () => void, ms: number) => void setTimeout(run, ms);
      const parts = { document, limits: this.#limits, later, now: Date.now, onFailure: told("room_failed") };
      const room = new Room(parts);
      for (const socket of this.ctx.getWebSockets()) {
        const badge = badgeSchema.safeParse(socket.deserializeAttachment());
        if (socket.readyState === WebSocket.OPEN && badge.success) room.resume(socket, badge.data);
      }
      this.#room = room;
      return room;
    } catch (error) {
      if (!(error instanceof DocumentUnreadable)) throw error;
      told("room_quarantined")(error.cause);
      return null;
    }
  }

  async #plan(): Promise<void> {
    const now = Date.now();
    if (!this.#room || (this.#alarmAt !== null && now - this.#plannedAt < PLAN_EVERY_MS)) return;
    this.#plannedAt = now;
    const wanted = nextAlarm(this.#room.due());
    if (wanted === null || !mustSetAlarm(this.#alarmAt, wanted)) return;
    this.#alarmAt = wanted;
    await this.ctx.storage.setAlarm(wanted);
  }
}
