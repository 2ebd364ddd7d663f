import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Allowance,
  accept,
  newAllowance,
  pass,
  report,
  retract,
} from "../../../src/tenants/allowance.ts";
import type { SyncAnswer, SyncRequest } from "../../../src/tenants/meter-contract.ts";
import {
  giveBack,
  type MonthState,
  monthAt,
  newMonth,
  sync,
  take,
  turn,
} from "../../../src/tenants/meter-state.ts";

const NOVEMBER = Date.UTC(2026, 10);
const DECEMBER = Date.UTC(2026, 11);
const asking = (fields: Partial<SyncRequest> = {}): SyncRequest => ({
  limit: 100,
  spent: 0,
  returned: 0,
  period: 0,
  wanted: 0,
  needed: 0,
  ...fields,
});

describe("a month", () => {
  test("is the calendar's, of UTC, leap years and turns of the year among it", () => {
    expect(monthAt(Date.UTC(2026, 10, 21, 1, 2, 3))).toEqual({ startsAt: NOVEMBER, endsAt: DECEMBER });
    expect(monthAt(DECEMBER - 1)).toEqual(monthAt(NOVEMBER));
    expect(monthAt(Date.UTC(2026, 11, 31, 23, 59))).toEqual({
      startsAt: DECEMBER,
      endsAt: Date.UTC(2027, 0),
    });
    const february = monthAt(Date.UTC(2028, 1, 29));
    expect(february.endsAt - february.startsAt).toBe(29 * 86_400_000);
  });

  test("begins anew when it turns, and not when a clock is set back", () => {
    const used = { ...newMonth(DECEMBER), requests: 5, analyses: 2 };
    expect(turn(used, NOVEMBER)).toBe(used);
    expect(turn(used, Date.UTC(2027, 0))).toMatchObject({ requests: 0, analyses: 0 });
  });
});

describe("tokens", () => {
  test("are given up to the limit, what waits first, and half of the rest to who hoards", () => {
    const start = newMonth(NOVEMBER);
    expect(sync(start, asking({ wanted: 5, needed: 5 }), NOVEMBER).answer).toMatchObject({
      granted: 5,
      used: 5,
    });
    // A thousandth of the limit, rounded up, is the most an isolate is given in advance.
    expect(sync(start, asking({ wanted: 50, limit: 10_000 }), NOVEMBER).answer.granted).toBe(10);
    const scarce = { ...start, requests: 9_996 };
    expect(sync(scarce, asking({ wanted: 50, limit: 10_000 }), NOVEMBER).answer.granted).toBe(2);
    expect(sync(scarce, asking({ wanted: 50, needed: 50, limit: 10_000 }), NOVEMBER).answer.granted).toBe(4);
    expect(sync({ ...start, requests: 200 }, asking({ wanted: 1, needed: 1 }), NOVEMBER).answer.granted).toBe(
      0,
    );
  });

  test("are not counted once given back, except those of a month that is over", () => {
    const used = { ...newMonth(DECEMBER), requests: 20 };
    expect(sync(used, asking({ returned: 5, period: DECEMBER }), DECEMBER).state.requests).toBe(15);
    expect(sync(used, asking({ returned: 5, period: NOVEMBER }), DECEMBER).state).toBe(used);
    expect(sync(used, asking({ returned: 999, period: DECEMBER }), DECEMBER).state.requests).toBe(0);
  });

  test("are not needed without a limit; requests are counted all the same", () => {
    const { answer } = sync(newMonth(NOVEMBER), asking({ limit: null, spent: 7, wanted: 3 }), NOVEMBER);
    expect(answer).toMatchObject({ granted: 0, used: 7 });
  });
});

describe("analyses", () => {
  test("are counted to the limit, all of a question or none of it", () => {
    let { state, allowed } = take(newMonth(NOVEMBER), { meter: "analyses", count: 2, limit: 3 }, NOVEMBER);
    expect([allowed, state.analyses]).toEqual([true, 2]);
    ({ state, allowed } = take(state, { meter: "analyses", count: 2, limit: 3 }, NOVEMBER));
    expect([allowed, state.analyses]).toEqual([false, 2]);
    const back = { meter: "analyses", count: 2, period: NOVEMBER } as const;
    expect(giveBack(state, back, NOVEMBER).analyses).toBe(0);
    expect(
      giveBack(take(state, { meter: "analyses", count: 1, limit: null }, DECEMBER).state, back, DECEMBER)
        .analyses,
    ).toBe(1);
  });
});

/** What can happen to one of three isolates. */
const step = fc.record({
  isolate: fc.nat({ max: 2 }),
  what: fc.constantFrom(
    "request",
    "request",
    "request",
    "burst",
    "report",
    "lost question",
    "lost answer",
    "late answer",
    "dies",
    "settles",
    "unreachable",
    "month turns",
    "month nearly turns",
    "clock back",
  ),
  forwardMs: fc.nat({ max: 5_000 }),
});

interface Isolate {
  allowance: Allowance;
  skewMs: number;
  /** Answers under way that have not arrived. */
  late: { request: SyncRequest; answer: SyncAnswer }[];
}

describe("whatever happens to isolates, questions and answers", () => {
  test("no more pass on a month's tokens than its limit, and nothing that passed goes uncounted", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 7, 100, 3_000),
        fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 })),
        fc.array(step, { maxLength: 120 }),
        (limit, [skewA, skewB], steps) => {
          let now = NOVEMBER + 1_000_000;
          let month: MonthState = newMonth(now);
          let lossless = true;
          let passedWithout = 0;
          const passedOn = new Map<number, number>();
          const fresh = (skewMs: number): Isolate => ({ allowance: newAllowance(), skewMs, late: [] });
          const isolates = [fresh(0), fresh(skewA), fresh(skewB)];

          const ask = (isolate: Isolate, waiting: number, keep = true) => {
            const request = report(isolate.allowance, limit, waiting, now + isolate.skewMs, keep);
            const decision = sync(month, request, now);
            return { request, decision };
          };
          const exchange = (isolate: Isolate, waiting: number, keep = true) => {
            const { request, decision } = ask(isolate, waiting, keep);
            // An object that is evicted comes back with what it stored, and it stores before it answers.
            month = structuredClone(decision.state);
            accept(isolate.allowance, request, decision.answer, now + isolate.skewMs);
          };
          const send = (isolate: Isolate, isUnreachable: boolean) => {
            const { allowance } = isolate;
            // Whoever is ahead throws away what is still good where the month is counted.
            if (allowance.tokens > 0 && now + isolate.skewMs >= allowance.endsAt) lossless = false;
            for (let tries = 0; tries < 3; tries++) {
              const uncounted = allowance.uncounted;
              const passage = pass(allowance, limit, isUnreachable, now + isolate.skewMs);
              if (passage === "wait") {
                exchange(isolate, 1);
                continue;
              }
              if (passage === "passed" && allowance.uncounted > uncounted) passedWithout++;
              else if (passage === "passed") {
                passedOn.set(allowance.period, (passedOn.get(allowance.period) ?? 0) + 1);
                expect(now + isolate.skewMs).toBeLessThan(monthAt(allowance.period).endsAt + 2_000);
              }
              return;
            }
            throw new Error("a request waits for ever");
          };

          for (const { isolate: index, what, forwardMs } of steps) {
            const isolate = isolates[index]!;
            now += forwardMs;
            if (what === "request") send(isolate, false);
            else if (what === "burst") for (let i = 0; i < 40; i++) send(isolate, false);
            else if (what === "report") exchange(isolate, 0);
            else if (what === "settles") exchange(isolate, 0, false);
            else if (what === "unreachable") send(isolate, true);
            else if (what === "lost question") {
              retract(isolate.allowance, ask(isolate, 0).request);
              lossless = false;
            } else if (what === "lost answer") {
              const { request, decision } = ask(isolate, 1);
              month = decision.state;
              retract(isolate.allowance, request);
              lossless = false;
            } else if (what === "late answer") {
              const { request, decision } = ask(isolate, 1);
              month = decision.state;
              isolate.late.push({ request, answer: decision.answer });
            } else if (what === "dies") {
              const { tokens, uncounted } = isolate.allowance;
              if (tokens + uncounted + isolate.late.length > 0) lossless = false;
              isolates[index] = fresh(isolate.skewMs);
            } else if (what === "month turns") {
              now = month.period.endsAt + (forwardMs % 50);
              lossless = false;
            } else if (what === "month nearly turns") {
              // By now some isolates are in the next month already, or think so.
              now = Math.max(now, month.period.endsAt - 500);
              send(isolate, false);
            } else now -= Math.min(forwardMs * 2, 5_000);
            if (isolate.late.length > 1)
              for (const { request, answer } of isolate.late.splice(0))
                accept(isolate.allowance, request, answer, now + isolate.skewMs);
          }

          for (const [, passed] of passedOn) expect(passed).toBeLessThanOrEqual(limit);
          for (const isolate of isolates) {
            for (const { request, answer } of isolate.late.splice(0))
              accept(isolate.allowance, request, answer, now + isolate.skewMs);
            exchange(isolate, 0, false);
          }
          // Settled, and with nothing lost on the way, the count is exact. What passed without a token is of the month of its report.
          const passed = (passedOn.get(month.period.startsAt) ?? 0) + passedWithout;
          const isKnown = lossless && (passedWithout === 0 || month.period.startsAt === NOVEMBER);
          if (isKnown) expect(month.requests).toBe(passed);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("an answer", () => {
  const answer = (startsAt: number, granted: number) => ({
    granted,
    used: granted,
    period: monthAt(startsAt),
  });

  test("that one of the next month has overtaken is too late", () => {
    const allowance = newAllowance();
    accept(allowance, asking(), answer(DECEMBER, 5), DECEMBER);
    accept(allowance, asking(), answer(NOVEMBER, 9), DECEMBER);
    expect(allowance).toMatchObject({ tokens: 5, period: DECEMBER });
  });

  test("of the last month is good for a second more, for an isolate whose clock is ahead", () => {
    const allowance = newAllowance();
    accept(allowance, asking(), answer(NOVEMBER, 2), DECEMBER + 300);
    expect(pass(allowance, 100, false, DECEMBER + 300)).toBe("passed");
    expect(pass(allowance, 100, false, DECEMBER + 1_300)).toBe("wait");
  });
});
