import type { ReserveRequest, SetStorageRequest, SettleRequest } from "./meter-contract.ts";

/** A reservation that nobody settled after this long belongs to an upload that nobody finishes any more. */
export const RESERVATION_MS = 3_600_000;

/** The bytes a tenant has stored, and those that uploads under way may come to. */
export interface StorageState {
  readonly stored: number;
  /** Grows with each change of `stored`, so that a sum of the record that is older than a change is known as such. */
  readonly revision: number;
  readonly reservations: readonly Reservation[];
}

interface Reservation {
  readonly id: string;
  readonly bytes: number;
  /** ms since 1970. */
  readonly endsAt: number;
}

export const NOTHING_STORED: StorageState = { stored: 0, revision: 0, reservations: [] };

/** Bytes that reservations hold which have not ended. */
export function reservedBytes({ reservations }: StorageState, now: number): number {
  return reservations.reduce((sum, { bytes, endsAt }) => (now < endsAt ? sum + bytes : sum), 0);
}

/** Sets bytes aside when they fit beside what is stored and reserved. The same id again replaces its reservation. */
export function reserve(before: StorageState, { id, bytes, limit }: ReserveRequest, now: number) {
  const others = before.reservations.filter((one) => one.id !== id && now < one.endsAt);
  const without = { ...before, reservations: others };
  const used = before.stored + reservedBytes(without, now);
  if (limit !== null && used + bytes > limit) return { state: before, allowed: false };
  const reservations = [...others, { id, bytes, endsAt: now + RESERVATION_MS }];
  return { state: { ...before, reservations }, allowed: true };
}

/**
 * Ends a reservation with the bytes that were stored. One that is not known, because it ended or was settled before,
 * changes nothing, so that settling twice is harmless; what it would have added is found by `setStorage`.
 */
export function settle(before: StorageState, { id, bytes }: SettleRequest): StorageState {
  const reservations = before.reservations.filter((one) => one.id !== id);
  if (reservations.length === before.reservations.length) return before;
  return changed({ ...before, reservations }, before.stored + bytes);
}

/** Notes that stored bytes were erased. */
export function release(before: StorageState, bytes: number): StorageState {
  return changed(before, Math.max(0, before.stored - bytes));
}

/**
 * Puts right what lost messages left wrong: takes the sum of the record, unless something was stored or erased since
 * the given revision, for then nobody knows whether the sum has it.
 */
export function setStored(before: StorageState, { bytes, revision }: SetStorageRequest) {
  const isCurrent = revision === before.revision;
  return { state: isCurrent ? changed(before, bytes) : before, isCurrent };
}

function changed(state: StorageState, stored: number): StorageState {
  return stored === state.stored ? state : { ...state, stored, revision: state.revision + 1 };
}
