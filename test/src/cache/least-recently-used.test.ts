import fc from "fast-check";
import { expect, test } from "vitest";
import { createLeastRecentlyUsed } from "../../../src/cache/index.ts";

test("behaves as a list in order of use that drops its oldest beyond the capacity", () => {
  const operation = fc.record({
    kind: fc.constantFrom("get", "set", "delete"),
    key: fc.nat(6),
    value: fc.nat(),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(operation, { maxLength: 40 }),
      (capacity, operations) => {
        const cache = createLeastRecentlyUsed<number, number>(capacity);
        let model: [number, number][] = [];
        for (const { kind, key, value } of operations) {
          const held = model.find(([other]) => other === key);
          if (kind === "get") expect(cache.get(key)).toBe(held?.[1]);
          if (kind === "set") cache.set(key, value);
          if (kind === "delete") cache.delete(key);
          if (kind === "get" && !held) continue;
          model = model.filter(([other]) => other !== key);
          if (kind === "get") model.push(held!);
          if (kind === "set") model.push([key, value]);
          model = model.slice(-capacity);
          expect([...cache.entries()]).toEqual(model);
          expect(cache.size).toBe(model.length);
        }
      },
    ),
    { numRuns: 200 },
  );
});
