import {
  FOLLOWER,
  Followers,
  Gatekeeper,
  mustSetAlarm,
  nextAlarm,
  openEventJournal,
  type Room,
  readLimits,
  SocketAllowance,
  VersionClock,
  wakeRoom,
} from "../src/collaboration/index.ts";
import { createLogger, errorOf } from "../src/monitoring/index.ts";
import { createRoomServices } from "../src/services.ts";

/** How often it is worked out whether the alarm has to be earlier. */
const PLAN_EVERY_MS = 1_000;
const NOTHING_DUE = { compactAt: null, lookAt: null, expireAt: null };

/**
 * What a room's object holds while it is awake, each part made with the first event that needs it: who may enter, the
 * document, who follows, what has been kept of it, and the alarm. An object that is erased gets a new one.
 */
export class RoomInterior {
  readonly #ctx: DurableObjectState;
  readonly #env: Cloudflare.Env;
  readonly limits;
  readonly gate: Gatekeeper;
  readonly versions: VersionClock;
  /** Null once it could not be loaded: that is tried once in this object's life. */
  #room: Room | null | undefined;
  #followers: Followers | undefined;
  #allowance: SocketAllowance | undefined;
  #alarmAt: number | null;
  #plannedAt = 0;

  /** @param alarmAt when the alarm goes off that is set, ms; null where none is */
  constructor(ctx: DurableObjectState, env: Cloudflare.Env, alarmAt: number | null) {
    this.#ctx = ctx;
    this.#env = env;
    this.#alarmAt = alarmAt;
    this.limits = readLimits(env);
    this.gate = new Gatekeeper(ctx.storage.kv, this.limits.tokenMs);
    this.versions = new VersionClock(ctx.storage.kv);
  }

  /**
   * The room, loaded; null where there is none, or none whose document can be.
   * @param speaking the socket that an event is of: one that is closing is listed no more
   */
  awake(speaking?: WebSocket): Room | null {
    if (!this.gate.isOpen) return null;
    if (this.#room !== undefined) return this.#room;
    const { storage } = this.#ctx;
    const log = createLogger(this.#env.LOG_LEVEL);
    const onFailure = (event: string, error: unknown) => log.error(event, { cause: errorOf(error) });
    const sockets = new Set([...this.#ctx.getWebSockets(), ...(speaking ? [speaking] : [])]);
    this.#room = wakeRoom({ storage, sockets, limits: this.limits, onFailure });
    return this.#room;
  }

  following(): Followers {
    const sockets = () => this.#ctx.getWebSockets(FOLLOWER);
    this.#followers ??= new Followers({
      journal: openEventJournal(this.#ctx.storage),
      sockets,
      now: Date.now,
    });
    return this.#followers;
  }

  /** Whether as many follow as may. */
  get isFollowed(): boolean {
    return this.#openSockets().following >= this.limits.sockets;
  }

  /** Whether all that there is to do is to tell the plan's meter of followers, for which no document has to be loaded. */
  get onlyRenews(): boolean {
    const renewAt = this.allowance?.renewAt ?? null;
    return renewAt !== null && renewAt <= Date.now() && this.#openSockets().editing === 0;
  }

  /** The sockets against the tenant's plan; null where there is no room. */
  get allowance(): SocketAllowance | null {
    const { identity } = this.gate;
    if (!identity) return null;
    this.#allowance ??= new SocketAllowance({
      ...identity,
      quota: createRoomServices(this.#env).quota,
      count: () => this.#openSockets(),
      keep: this.#ctx.storage.kv,
      onTold: () => this.#ctx.waitUntil(this.plan()),
      later: (run, ms) => void setTimeout(run, ms),
      now: Date.now,
    });
    return this.#allowance;
  }

  /** Keeps a version where one is due. One that cannot be kept now is kept after the next pause. */
  async keepVersion(): Promise<void> {
    const now = Date.now();
    const { dueAt } = this.versions;
    const room = dueAt !== null && dueAt <= now ? this.awake() : null;
    const { identity } = this.gate;
    if (!room || !identity) return;
    this.versions.reset();
    const { log, keepAutomatic } = createRoomServices(this.#env);
    try {
      const document = { update: room.document.encode(), authors: room.document.authors() };
      const version = await keepAutomatic(identity.tenantId, identity.roomId, document, now);
      if (version !== null) this.following().announce({ type: "version_created", actor: "system", version });
    } catch (error) {
      this.versions.edited(now);
      log.error("version_not_kept", { cause: errorOf(error) });
    }
  }

  /** Notes that the alarm has gone off. */
  alarmed(): void {
    this.#alarmAt = null;
  }

  /** Has the plan's meter told of the sockets when that is due, and sets the alarm for what is due next. */
  async plan(): Promise<void> {
    const now = Date.now();
    if (this.#alarmAt !== null && now - this.#plannedAt < PLAN_EVERY_MS) return;
    this.#plannedAt = now;
    const { allowance } = this;
    allowance?.renew();
    const renewAt = allowance?.renewAt ?? null;
    const wanted = nextAlarm({
      ...(this.#room ? { ...this.#room.due(), versionAt: this.versions.dueAt } : NOTHING_DUE),
      // It may be overdue, and on its way to the meter.
      renewAt: renewAt && Math.max(renewAt, now + PLAN_EVERY_MS),
    });
    if (wanted === null || !mustSetAlarm(this.#alarmAt, wanted)) return;
    this.#alarmAt = wanted;
    await this.#ctx.storage.setAlarm(wanted);
  }

  /** Those that the server has closed live on until their client agrees; they count no more. */
  #openSockets(): { editing: number; following: number } {
    const count = (sockets: WebSocket[]) =>
      sockets.reduce((sum, { readyState }) => (readyState === WebSocket.OPEN ? sum + 1 : sum), 0);
    const following = count(this.#ctx.getWebSockets(FOLLOWER));
    return { editing: count(this.#ctx.getWebSockets()) - following, following };
  }
}
