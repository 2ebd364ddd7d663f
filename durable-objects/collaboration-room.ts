import { DurableObject } from "cloudflare:workers";
import {
  type AuthorSpan,
  actorOf,
  admit,
  CLOSE,
  type Connection,
  encodeDocument,
  FOLLOWER,
  Followers,
  Gatekeeper,
  type MintedToken,
  mayEdit,
  mustSetAlarm,
  nextAlarm,
  openEventJournal,
  type PatchAnswer,
  type Room,
  type RoomEvent,
  type RoomRecord,
  type RoomRole,
  readLimits,
  refusalOfEntry,
  refuseSocket,
  VersionClock,
  wakeRoom,
} from "../src/collaboration/index.ts";
import { createLogger, errorOf } from "../src/monitoring/index.ts";
import { createRoomServices } from "../src/services.ts";

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
  /** Null once it could not be loaded: that is tried once in this object's life. */
  #room: Room | null | undefined;
  #followers: Followers | undefined;
  #versions = new VersionClock(this.ctx.storage.kv);
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
    if (this.#gate.open(roomId, record)) this.#applyMembers();
  }

  /** Makes changed members act at once. What is not newer than what is known changes nothing. */
  async membersChanged(record: Pick<RoomRecord, "members" | "epoch">): Promise<void> {
    if (this.#gate.takeMembers(record)) this.#applyMembers();
  }

  /** What the object knows of the room's record; null where nobody has opened a room here. */
  async describe(): Promise<RoomRecord | null> {
    return this.#gate.record;
  }

  /** Makes a token; null for whoever is no member, or is less than the role. @param ttlMs at most the limit counts */
  async mintToken(actor: string, role: RoomRole, ttlMs: number): Promise<MintedToken | null> {
    return this.#gate.mint(actor, role, ttlMs, Date.now());
  }

  /** Applies a Yjs update (version 1) that came by REST, by the rules that sockets are under. */
  async applyPatch(actor: string, role: RoomRole, update: Uint8Array): Promise<PatchAnswer> {
    if (!this.#gate.isOpen) return "gone";
    if (!mayEdit(role)) return "denied";
    const answer = this.#awake()?.patch(update, actor) ?? "quarantined";
    if (answer === "taken") this.#edited(actor);
    await this.#plan();
    return answer;
  }

  /** The whole document as one update; null where there is none that can be read. */
  async readState(): Promise<Uint8Array | null> {
    const room = this.#awake();
    return room && encodeDocument(room.document);
  }

  /** Who made what of the document. */
  async authors(): Promise<AuthorSpan[]> {
    return this.#awake()?.document.authors() ?? [];
  }

  /** Notes what has happened elsewhere, and tells whoever follows. */
  async announce(event: RoomEvent): Promise<void> {
    if (this.#gate.isOpen) this.#following().announce(event);
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
    this.#followers = undefined;
    this.#versions = new VersionClock(this.ctx.storage.kv);
    this.#alarmAt = null;
    this.#gate = new Gatekeeper(this.ctx.storage.kv, this.#limits.tokenMs);
  }

  /** Takes in a socket; the gateway says for whom, or passes on the token that it was sent. */
  override async fetch({ headers, url }: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(url);
    const follows = pathname === "/events";
    const admission = await admit(this.#gate, headers, Date.now());
    const room = follows ? { isFull: this.#isFollowed() } : this.#awake();
    const refusal = refusalOfEntry(this.#gate, admission, room);
    if (refusal || !admission) return refuseSocket(refusal ?? CLOSE.unauthorized);
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, follows ? [FOLLOWER] : []);
    if (follows) {
      const after = searchParams.get("after");
      this.#following().add(server, admission, after === null ? null : Number(after));
    } else {
      this.#awake()?.join(server, admission);
      this.#following().announce({ type: "joined", actor: admission.actor });
      await this.#plan();
    }
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: ArrayBuffer | string): Promise<void> {
    const room = this.#awake(socket);
    if (room) {
      const { updates } = room.document.size;
      room.receive(socket, message);
      const actor = room.document.size.updates === updates ? null : actorOf(socket);
      if (actor !== null) this.#edited(actor);
    } else socket.close(CLOSE.quarantined.code, CLOSE.quarantined.reason);
    await this.#plan();
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#left(socket);
    if (!UNSENDABLE.includes(code)) socket.close(code, reason);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#left(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    this.#awake()?.look(false);
    await this.#keepVersion();
    await this.#plan();
  }

  #edited(actor: string): void {
    this.#versions.edited(Date.now());
    this.#following().changed(actor);
  }

  /** Keeps a version where one is due. One that cannot be kept now is kept after the next pause. */
  async #keepVersion(): Promise<void> {
    const now = Date.now();
    const { dueAt } = this.#versions;
    const room = dueAt !== null && dueAt <= now ? this.#awake() : null;
    const identity = this.#gate.identity;
    if (!room || !identity) return;
    this.#versions.reset();
    const { log, keepAutomatic } = createRoomServices(this.env);
    try {
      const document = { update: encodeDocument(room.document), authors: room.document.authors() };
      const version = await keepAutomatic(identity.tenantId, identity.roomId, document, now);
      if (version !== null) this.#following().announce({ type: "version_created", actor: "system", version });
    } catch (error) {
      this.#versions.edited(now);
      log.error("version_not_kept", { cause: errorOf(error) });
    }
  }

  #left(socket: WebSocket): void {
    this.#awake(socket)?.leave(socket);
    const actor = actorOf(socket);
    if (actor !== null && this.#gate.isOpen) this.#following().announce({ type: "left", actor });
  }

  /** Whether as many follow as may. */
  #isFollowed(): boolean {
    return this.ctx.getWebSockets(FOLLOWER).length >= this.#limits.sockets;
  }

  #applyMembers(): void {
    if (this.ctx.getWebSockets().length === 0) return;
    this.#awake()?.membersChanged(this.#gate.members);
    this.#following().membersChanged(this.#gate.members);
  }

  #following(): Followers {
    const sockets = () => this.ctx.getWebSockets(FOLLOWER);
    this.#followers ??= new Followers({
      journal: openEventJournal(this.ctx.storage),
      sockets,
      now: Date.now,
    });
    return this.#followers;
  }

  /**
   * The room, loaded; null where there is none, or none whose document can be.
   * @param speaking the socket that an event is of: one that is closing is listed no more
   */
  #awake(speaking?: WebSocket): Room | null {
    if (!this.#gate.isOpen) return null;
    if (this.#room !== undefined) return this.#room;
    const { storage } = this.ctx;
    const log = createLogger(this.env.LOG_LEVEL);
    const onFailure = (event: string, error: unknown) => log.error(event, { cause: errorOf(error) });
    const sockets = new Set([...this.ctx.getWebSockets(), ...(speaking ? [speaking] : [])]);
    this.#room = wakeRoom({ storage, sockets, limits: this.#limits, onFailure });
    return this.#room;
  }

  async #plan(): Promise<void> {
    const now = Date.now();
    if (!this.#room || (this.#alarmAt !== null && now - this.#plannedAt < PLAN_EVERY_MS)) return;
    this.#plannedAt = now;
    const wanted = nextAlarm({ ...this.#room.due(), versionAt: this.#versions.dueAt });
    if (wanted === null || !mustSetAlarm(this.#alarmAt, wanted)) return;
    this.#alarmAt = wanted;
    await this.ctx.storage.setAlarm(wanted);
  }
}
