import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteSource } from "../../../../src/audio/decode/byte-source.ts";
import { pieces } from "./collect.ts";

const BYTES = Uint8Array.from({ length: 5000 }, (_, i) => (i * 31) & 255);

test("needs, views and skips of any size see the bytes in order", async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("read", "skip"), fc.integer({ min: 0, max: 900 })), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 2000 }), async (plan, size) => {
      const source = new ByteSource(pieces(BYTES, size));
      let at = 0;
      for (const [step, count] of plan) {
        const isThere = at + count <= BYTES.length;
        if (step === "skip") expect(await source.skip(count)).toBe(isThere);
        else {
          expect(await source.need(count)).toBe(isThere);
          if (isThere) {
            expect([...source.view(count)]).toEqual([...BYTES.subarray(at, at + count)]);
            source.consume(count);
          }
        }
        if (!isThere) return;
        at += count;
        expect(source.position).toBe(at);
      }
    }),
    { numRuns: 100, seed: 5 },
  );
});

test("the window stays small when one piece is huge or a skip is long", async () => {
  const source = new ByteSource(pieces(new Uint8Array(20_000_000), 20_000_000));
  expect(await source.skip(19_000_000)).toBe(true);
  expect(await source.need(1000)).toBe(true);
  expect(source.bytes.length).toBeLessThan(300_000);
});

test("empty pieces are no end", async () => {
  async function* input() {
    yield new Uint8Array(0);
    yield Uint8Array.of(1);
    yield new Uint8Array(0);
    yield Uint8Array.of(2);
  }
  const source = new ByteSource(input());
  expect(await source.need(2)).toBe(true);
  expect([...source.view(2)]).toEqual([1, 2]);
  expect(await source.need(3)).toBe(false);
});
