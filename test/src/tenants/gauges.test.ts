import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acquire, openSockets, releaseOne, renew, SOCKETS_MS } from "../../../src/tenants/sockets-state.ts";
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

describe("sockets", () => {
  test("as many as the plan allows, over all rooms", () => {
    let { state, allowed } = acquire([], "a", 2, 0);
    ({ state, allowed } = acquire(state, "b", 2, 0));
    expect([allowed, openSockets(state, 0)]).toEqual([true, 2]);
    expect(acquire(state, "a", 2, 0).allowed).toBe(false);
    expect(acquire(state, "a", null, 0).allowed).toBe(true);
    state = releaseOne(state, "a", 0);
    expect(openSockets(state, 0)).toBe(1);
    expect(acquire(state, "b", 2, 0).allowed).toBe(true);
    expect(openSockets(releaseOne(state, "nobody", 0), 0)).toBe(1);
  });

  test("count while their room speaks of them, and come back with it", () => {
    let { state } = acquire([], "a", 5, 0);
    state = renew(state, "a", 3, SOCKETS_MS - 1);
    expect(openSockets(state, 2 * SOCKETS_MS - 2)).toBe(3);
    expect(openSockets(state, 2 * SOCKETS_MS - 1)).toBe(0);
    // A room that was silent for long says what it has, and that is so.
    state = renew(state, "a", 4, 10 * SOCKETS_MS);
    expect(openSockets(state, 10 * SOCKETS_MS)).toBe(4);
    expect(renew(state, "a", 0, 10 * SOCKETS_MS)).toEqual([]);
  });

  test("any sequence leaves what the rooms have, and nothing once they are silent", () => {
    const step = fc.record({
      what: fc.constantFrom("acquire", "release", "renew"),
      holder: fc.constantFrom("a", "b"),
      forwardMs: fc.nat({ max: 20_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state: ReturnType<typeof renew> = [];
        let now = 0;
        const open = new Map<string, { count: number; at: number }>();
        const count = (holder: string) => {
          const held = open.get(holder);
          return held && now < held.at + SOCKETS_MS ? held.count : 0;
        };
        for (const { what, holder, forwardMs } of steps) {
          now += forwardMs;
          const before = count(holder);
          if (what === "acquire") {
            const decision = acquire(state, holder, 4, now);
            expect(decision.allowed).toBe(count("a") + count("b") < 4);
            state = decision.state;
            if (decision.allowed) open.set(holder, { count: before + 1, at: now });
          } else if (what === "release") {
            state = releaseOne(state, holder, now);
            open.set(holder, { count: Math.max(0, before - 1), at: now });
          } else {
            state = renew(state, holder, before, now);
            open.set(holder, { count: before, at: now });
          }
          expect(openSockets(state, now)).toBe(count("a") + count("b"));
        }
        expect(openSockets(state, now + SOCKETS_MS)).toBe(0);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
