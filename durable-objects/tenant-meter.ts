import { DurableObject } from "cloudflare:workers";
import {
  type AcquireSocketsRequest,
  acquireSocketsRequestSchema,
  type GiveBackRequest,
  giveBackRequestSchema,
  type HoldSocketsRequest,
  holdSocketsRequestSchema,
  type Meter,
  type MeterUsage,
  type MonthState,
  monthMeter,
  type ReleaseRequest,
  type ReserveRequest,
  releaseRequestSchema,
  reserveRequestSchema,
  type SetStorageRequest,
  type SettleRequest,
  type SocketsState,
  type StorageState,
  type SyncAnswer,
  type SyncRequest,
  setStorageRequestSchema,
  settleRequestSchema,
  socketsMeter,
  storageMeter,
  syncRequestSchema,
  type TakeRequest,
  takeRequestSchema,
  type Verdict,
} from "../src/tenants/index.ts";

/**
 * What one tenant has used of its plan. Callers say what the plan allows, so that the object needs no database and a
 * changed plan acts with the first call that knows of it. Every change is in storage before its answer leaves: a reply
 * waits for the writes before it. All methods throw a ZodError for a malformed request.
 */
export class TenantMeter extends DurableObject implements Meter {
  #month = this.ctx.storage.kv.get<MonthState>("month") ?? monthMeter.newMonth(Date.now());
  #storage = this.ctx.storage.kv.get<StorageState>("storage") ?? storageMeter.NOTHING_STORED;
  #sockets = this.ctx.storage.kv.get<SocketsState>("sockets") ?? [];

  /** Takes an isolate's report on requests and gives it tokens for more. */
  async sync(asked: SyncRequest): Promise<SyncAnswer> {
    const { state, answer } = monthMeter.sync(this.#month, syncRequestSchema.parse(asked), Date.now());
    this.#keepMonth(state);
    return answer;
  }

  /** Counts analyses towards the month's limit, all of them or none. */
  async take(asked: TakeRequest): Promise<Verdict> {
    const { state, allowed } = monthMeter.take(this.#month, takeRequestSchema.parse(asked), Date.now());
    this.#keepMonth(state);
    return { allowed, used: state.analyses, period: state.period };
  }

  /** Takes back what was counted and then not done. */
  async giveBack(asked: GiveBackRequest): Promise<void> {
    this.#keepMonth(monthMeter.giveBack(this.#month, giveBackRequestSchema.parse(asked), Date.now()));
  }

  /** Sets bytes aside for an upload, for an hour, if they fit. */
  async reserve(asked: ReserveRequest): Promise<Verdict> {
    const now = Date.now();
    const { state, allowed } = storageMeter.reserve(this.#storage, reserveRequestSchema.parse(asked), now);
    this.#keepStorage(state);
    const used = state.stored + storageMeter.reservedBytes(state, now);
    return { allowed, used, period: monthMeter.monthAt(now) };
  }

  /** Ends a reservation with the bytes that were stored. */
  async settle(asked: SettleRequest): Promise<void> {
    this.#keepStorage(storageMeter.settle(this.#storage, settleRequestSchema.parse(asked)));
  }

  /** Notes that stored bytes were erased. */
  async release(asked: ReleaseRequest): Promise<void> {
    this.#keepStorage(storageMeter.release(this.#storage, releaseRequestSchema.parse(asked).bytes));
  }

  /** Takes the record's sum of bytes for what is stored; false when that has changed since `usage` was asked. */
  async setStorage(asked: SetStorageRequest): Promise<boolean> {
    const { state, isCurrent } = storageMeter.setStored(this.#storage, setStorageRequestSchema.parse(asked));
    this.#keepStorage(state);
    return isCurrent;
  }

  /** Lets a holder open more connections, as many of those wanted as there is room for. */
  async acquireSockets(asked: AcquireSocketsRequest): Promise<number> {
    const { limit, ...holding } = acquireSocketsRequestSchema.parse(asked);
    const { state, granted } = socketsMeter.acquire(this.#sockets, holding, limit, Date.now());
    this.#keepSockets(state);
    return granted;
  }

  /** Hears how many connections a holder has. */
  async holdSockets(asked: HoldSocketsRequest): Promise<void> {
    this.#keepSockets(socketsMeter.hold(this.#sockets, holdSocketsRequestSchema.parse(asked), Date.now()));
  }

  /** What has been used up to now. */
  async usage(): Promise<MeterUsage> {
    const now = Date.now();
    const { period, requests, analyses } = monthMeter.turn(this.#month, now);
    const { stored, revision } = this.#storage;
    const reserved = storageMeter.reservedBytes(this.#storage, now);
    return {
      period,
      requests,
      analyses,
      storage: { stored, reserved, revision },
      sockets: socketsMeter.openSockets(this.#sockets, now),
    };
  }

  #keepMonth(state: MonthState): void {
    if (state === this.#month) return;
    this.#month = state;
    this.ctx.storage.kv.put("month", state);
  }

  #keepStorage(state: StorageState): void {
    if (state === this.#storage) return;
    this.#storage = state;
    this.ctx.storage.kv.put("storage", state);
  }

  #keepSockets(state: SocketsState): void {
    this.#sockets = state;
    this.ctx.storage.kv.put("sockets", state);
  }
}
