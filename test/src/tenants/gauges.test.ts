import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acquire, hold, openSockets, type SocketsState } from "../../../src/tenants/sockets-state.ts";
import {
  NOTHING_STORED,
  RESERVATION_MS,
  release,
  reserve,
  reservedBytes,
  type StorageState,
  setStored,
  settle,
} from "../../../src/tenants/storage-state.ts";

describe("storage", () => {
  test("holds what is stored and reserved to the limit; to the byte", () => {
    const one = reserve(NOTHING_STORED, { id: "a", bytes: 60, limit: 100 }, 0);
    expect(one.allowed).toBe(true);
    const refused = reserve(one.state, { id: "b", bytes: 41, limit: 100 }, 0);
    expect(refused).toEqual({ state: one.state, allowed: false });
    expect(reserve(one.state, { id: "b", bytes: 40, limit: 100 }, 0).allowed).toBe(true);
    expect(
      reserve(settle(one.state, { id: "a", bytes: 50 }), { id: "b", bytes: 50, limit: 100 }, 0).allowed,
    ).toBe(true);
    expect(reserve(one.state, { id: "b", bytes: 1e12, limit: null }, 0).allowed).toBe(true);
  });

  test("a reservation that is never settled ends after an hour, to the millisecond", () => {
    const { state } = reserve(NOTHING_STORED, { id: "a", bytes: 60, limit: 100 }, 1_000);
    expect(reservedBytes(state, 1_000 + RESERVATION_MS - 1)).toBe(60);
    expect(reservedBytes(state, 1_000 + RESERVATION_MS)).toBe(0);
    expect(
      reserve(state, { id: "b", bytes: 100, limit: 100 }, 1_000 + RESERVATION_MS).state.reservations,
    ).toHaveLength(1);
  });

  test("the same id again replaces its reservation, and settling twice counts once", () => {
    let { state } = reserve(NOTHING_STORED, { id: "a", bytes: 60, limit: 100 }, 0);
    const again = reserve(state, { id: "a", bytes: 100, limit: 100 }, 0);
    expect(again.allowed).toBe(true);
    state = settle(settle(again.state, { id: "a", bytes: 90 }), { id: "a", bytes: 90 });
    expect(state).toMatchObject({ stored: 90, reservations: [] });
  });

  test("a sum of the record is taken unless something changed since it was read", () => {
    const { state } = setStored(NOTHING_STORED, { bytes: 500, revision: 0 });
    expect(state.stored).toBe(500);
    const erased = release(state, 200);
    expect(setStored(erased, { bytes: 500, revision: state.revision })).toEqual({
      state: erased,
      isCurrent: false,
    });
    expect(release(erased, 1_000).stored).toBe(0);
  });

  const step = fc.record({
    what: fc.constantFrom("reserve", "settle", "settle none", "release", "wait", "wait long"),
    id: fc.constantFrom("a", "b", "c"),
    bytes: fc.nat({ max: 80 }),
  });

  test("reservations never leak, and never more is promised than there is", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let [state, now]: [StorageState, number] = [NOTHING_STORED, 0];
        let stored = 0;
        const promised = new Map<string, { bytes: number; endsAt: number }>();
        for (const { what, id, bytes } of steps) {
          for (const [key, { endsAt }] of promised) if (now >= endsAt) promised.delete(key);
          if (what === "reserve") {
            const decision = reserve(state, { id, bytes, limit: 200 }, now);
            state = decision.state;
            if (decision.allowed) promised.set(id, { bytes, endsAt: now + RESERVATION_MS });
          } else if (what.startsWith("settle")) {
            const due = promised.get(id);
            if (due) {
              // As much as was reserved at the most, as an upload does.
              const came = what === "settle" ? Math.min(bytes, due.bytes) : 0;
              state = settle(state, { id, bytes: came });
              stored += came;
              promised.delete(id);
            }
          } else if (what === "release") {
            const gone = Math.min(bytes, stored);
            state = release(state, gone);
            stored -= gone;
          } else now += what === "wait" ? 60_000 : RESERVATION_MS;
          const due = [...promised.values()].filter(({ endsAt }) => now < endsAt);
          expect(reservedBytes(state, now)).toBe(due.reduce((sum, one) => sum + one.bytes, 0));
          expect(state.stored).toBe(stored);
          expect(state.stored + reservedBytes(state, now)).toBeLessThanOrEqual(200);
        }
        expect(reservedBytes(state, now + RESERVATION_MS)).toBe(0);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

const FOR_MS = 90_000;
const has = (holder: string, open: number, forMs = FOR_MS) => ({ holder, open, forMs });
const wants = (holder: string, open: number, wanted = 1) => ({ ...has(holder, open), wanted });

describe("sockets", () => {
  test("as many as the plan allows, over all rooms", () => {
    let { state, granted } = acquire([], wants("a", 0), 3, 0);
    ({ state, granted } = acquire(state, wants("b", 0), 3, 0));
    expect([granted, openSockets(state, 0)]).toEqual([1, 2]);
    const more = acquire(state, wants("a", 1, 5), 3, 0);
    expect([more.granted, openSockets(more.state, 0)]).toEqual([1, 3]);
    expect(acquire(more.state, wants("b", 1), 3, 0)).toEqual({ state: expect.anything(), granted: 0 });
    expect(acquire(more.state, wants("b", 1, 7), null, 0).granted).toBe(7);
    expect(acquire(hold(more.state, has("a", 1), 0), wants("b", 1), 3, 0).granted).toBe(1);
  });

  test("that are open are never too many for those that ask, but leave them nothing", () => {
    const state = hold([], has("a", 9), 0);
    const refused = acquire(state, wants("b", 2), 3, 0);
    expect([refused.granted, openSockets(refused.state, 0)]).toEqual([0, 11]);
  });

  test("that a holder no longer has, because it crashed or a message was lost, are free with its next question", () => {
    const { state } = acquire([], wants("a", 0, 5), 5, 0);
    const again = acquire(state, wants("a", 0, 2), 5, 1);
    expect([again.granted, openSockets(again.state, 1)]).toEqual([2, 2]);
  });

  test("count while their room speaks of them, for as long as it says, and come back with it", () => {
    let state = hold([], has("a", 3), 0);
    state = hold(state, has("b", 1, 2 * FOR_MS), 0);
    expect(openSockets(state, FOR_MS - 1)).toBe(4);
    expect(openSockets(state, FOR_MS)).toBe(1);
    expect(openSockets(state, 2 * FOR_MS)).toBe(0);
    // A room that was silent for long says what it has, and that is so.
    state = hold(state, has("a", 4), 10 * FOR_MS);
    expect(openSockets(state, 10 * FOR_MS)).toBe(4);
    expect(hold(state, has("a", 0), 10 * FOR_MS)).toEqual([]);
  });

  test("any sequence leaves what the rooms have, and nothing once they are silent", () => {
    const step = fc.record({
      what: fc.constantFrom("acquire", "hold", "lose"),
      holder: fc.constantFrom("a", "b"),
      amount: fc.integer({ min: 1, max: 6 }),
      forwardMs: fc.nat({ max: 20_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state: SocketsState = [];
        let now = 0;
        const open = new Map<string, number>();
        const told = new Map<string, { count: number; at: number }>();
        const counted = (holder: string) => {
          const said = told.get(holder);
          return said && now < said.at + FOR_MS ? said.count : 0;
        };
        for (const { what, holder, amount, forwardMs } of steps) {
          now += forwardMs;
          const mine = open.get(holder) ?? 0;
          if (what === "acquire") {
            const others = counted(holder === "a" ? "b" : "a");
            const decision = acquire(state, wants(holder, mine, amount), 4, now);
            expect(decision.granted).toBe(Math.min(amount, Math.max(0, 4 - others - mine)));
            state = decision.state;
            open.set(holder, mine + decision.granted);
            told.set(holder, { count: mine + decision.granted, at: now });
          } else if (what === "hold") {
            state = hold(state, has(holder, mine), now);
            told.set(holder, { count: mine, at: now });
          } else open.set(holder, Math.max(0, mine - amount));
          expect(openSockets(state, now)).toBe(counted("a") + counted("b"));
        }
        expect(openSockets(state, now + FOR_MS)).toBe(0);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
