import { z } from "zod";

const count = z.int().nonnegative();
const limit = count.nullable();
const name = z.string().min(1).max(200);

/** What an isolate reports of a tenant's requests, and asks for. */
export const syncRequestSchema = z.object({
  /** Requests the plan allows a month; null for any number. */
  limit,
  /** Requests let through without a token since the last report. */
  spent: count,
  /** Tokens it gives back, and the start of the month that they were granted for, ms. */
  returned: count,
  period: count,
  /** Tokens it would like. */
  wanted: count,
  /** How many of those are for requests that wait for this very answer. */
  needed: count,
});

/** Something to be counted towards a month's limit before it is done. */
export const takeRequestSchema = z.object({ meter: z.literal("analyses"), count: count.min(1), limit });

export const giveBackRequestSchema = z.object({
  meter: z.literal("analyses"),
  count: count.min(1),
  /** The start of the month it was taken from, as the answer said. */
  period: count,
});

/** Bytes that are about to be stored under an id. */
export const reserveRequestSchema = z.object({ id: name, bytes: count, limit });

/** What a reservation came to: the bytes that were stored, 0 for none. */
export const settleRequestSchema = z.object({ id: name, bytes: count });

export const releaseRequestSchema = z.object({ bytes: count });

/** What the record says is stored, and the revision of the gauge that was read before the record was. */
export const setStorageRequestSchema = z.object({ bytes: count, revision: count });

/** The longest that a holder's word on its connections can count, ms. */
const LONGEST_HOLD_MS = 3_600_000;

/** How many connections a holder, such as a room, has, and for how long that counts unless it is said again, ms. */
export const holdSocketsRequestSchema = z.object({
  holder: name,
  open: count,
  forMs: count.min(1).max(LONGEST_HOLD_MS),
});

/** More connections of a holder, beside those that it has. */
export const acquireSocketsRequestSchema = holdSocketsRequestSchema.extend({ wanted: count.min(1), limit });

export type SyncRequest = z.infer<typeof syncRequestSchema>;
export type TakeRequest = z.infer<typeof takeRequestSchema>;
export type GiveBackRequest = z.infer<typeof giveBackRequestSchema>;
export type ReserveRequest = z.infer<typeof reserveRequestSchema>;
export type SettleRequest = z.infer<typeof settleRequestSchema>;
export type ReleaseRequest = z.infer<typeof releaseRequestSchema>;
export type SetStorageRequest = z.infer<typeof setStorageRequestSchema>;
export type HoldSocketsRequest = z.infer<typeof holdSocketsRequestSchema>;
export type AcquireSocketsRequest = z.infer<typeof acquireSocketsRequestSchema>;

/** A calendar month of UTC: from its first millisecond to the first of the next one. */
export interface Period {
  startsAt: number;
  endsAt: number;
}

export interface SyncAnswer {
  /** Tokens, each good for one request of this period. */
  granted: number;
  /** Requests counted, tokens that are out among them. */
  used: number;
  period: Period;
}

export interface Verdict {
  allowed: boolean;
  /** What is used, with this where it was allowed. */
  used: number;
  period: Period;
}

export interface MeterUsage {
  period: Period;
  requests: number;
  analyses: number;
  /** Bytes stored, and bytes that uploads under way have reserved. */
  storage: { stored: number; reserved: number; revision: number };
  sockets: number;
}

/** A tenant's meter, as its callers see it. */
export interface Meter {
  sync(request: SyncRequest): Promise<SyncAnswer>;
  take(request: TakeRequest): Promise<Verdict>;
  giveBack(request: GiveBackRequest): Promise<void>;
  reserve(request: ReserveRequest): Promise<Verdict>;
  settle(request: SettleRequest): Promise<void>;
  release(request: ReleaseRequest): Promise<void>;
  setStorage(request: SetStorageRequest): Promise<boolean>;
  /** @returns how many of those wanted may be opened */
  acquireSockets(request: AcquireSocketsRequest): Promise<number>;
  holdSockets(request: HoldSocketsRequest): Promise<void>;
  usage(): Promise<MeterUsage>;
}

/** The part of a Durable Object namespace of meters that is needed: one meter a tenant, named after it. */
export interface MeterNamespace {
  getByName(tenantId: string): Meter;
}
