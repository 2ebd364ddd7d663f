import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRange } from "../../../src/http/byte-range.ts";
import { type Page, pageOf } from "../../../src/http/paging.ts";
import { preferredWaitMs } from "../../../src/http/prefer.ts";

describe("paging", () => {
  test("walking `next` gives every entry once, in order, whatever the page size and the other parameters", () => {
    const sizes = fc.record({
      total: fc.nat(200),
      limit: fc.integer({ min: 1, max: 50 }),
      query: fc.webQueryParameters(),
    });
    fc.assert(
      fc.property(sizes, ({ total, limit, query }) => {
        const all = Array.from({ length: total }, (_, i) => i);
        const seen: number[] = [];
        let url: string | null = `http://h/v1/x?${query}`;
        let offset = 0;
        for (let pages = 0; url !== null; pages++) {
          expect(pages).toBeLessThanOrEqual(total);
          const page: Page<number> = pageOf(url, all.slice(offset, offset + limit), { limit, offset }, total);
          seen.push(...page.items);
          expect(page.previous === null).toBe(offset === 0 || total === 0);
          url = page.next;
          if (url) offset = Number(new URL(url).searchParams.get("offset"));
          if (url) expect(new URL(url).searchParams.get("limit")).toBe(String(limit));
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  test("`previous` never skips an entry and always comes to the beginning", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 50 }), fc.nat(400), (total, limit, start) => {
        let offset = start;
        for (let steps = 0; offset > 0; steps++) {
          const { previous } = pageOf("http://h/", [], { limit, offset }, total);
          if (previous === null) {
            expect(total).toBe(0);
            return;
          }
          const before = Number(new URL(previous).searchParams.get("offset"));
          expect(before).toBeLessThan(offset);
          expect(before + limit).toBeGreaterThanOrEqual(Math.min(offset, total));
          expect(steps).toBeLessThan(500);
          offset = before;
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("byte ranges", () => {
  test("a range that is given lies within the bytes; nothing else is", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.option(fc.nat(1500)), fc.option(fc.nat(1500)), (size, from, to) => {
        const range = parseRange(`bytes=${from ?? ""}-${to ?? ""}`, size);
        if (range === null || range === "unsatisfiable") return;
        expect(range.first).toBeGreaterThanOrEqual(0);
        expect(range.last).toBeLessThan(size);
        expect(range.first).toBeLessThanOrEqual(range.last);
        if (from !== null) expect(range.first).toBe(from);
        if (from === null) expect(range.last - range.first + 1).toBe(Math.min(to!, size));
      }),
    );
  });

  test.each([
    [undefined, 10, null],
    ["bytes=0-0", 0, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=0-4,6-7", 10, null],
    ["bytes= 0-4", 10, null],
    ["bytes=2-", 10, { first: 2, last: 9 }],
  ] as const)("%s of %i", (header, size, expected) => {
    expect(parseRange(header, size)).toEqual(expected);
  });
});

test.each([
  [undefined, 0],
  ["wait=20", 20_000],
  ["respond-async, wait=5", 5_000],
  ['wait="7"', 7_000],
  ["wait=999", 30_000],
  ["wait=-1", 0],
  ["waiting=9", 0],
  ["return=minimal", 0],
])("Prefer: %s waits %i ms", (header, ms) => {
  expect(preferredWaitMs(header)).toBe(ms);
});
