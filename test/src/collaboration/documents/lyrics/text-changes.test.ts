import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  changesBetween,
  splitsCharacter,
} from "../../../../../src/collaboration/documents/lyrics/text-changes.ts";

const apply = (now: string, wanted: string) =>
  changesBetween(now, wanted)
    .toReversed()
    .reduce((text, { at, removed, added }) => text.slice(0, at) + added + text.slice(at + removed), now);

test("changes make one text the other, and never split a character", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "la", " ", "\n", "🎵", "🎶"), maxLength: 40 });
  fc.assert(
    fc.property(text, text, (now, wanted) => {
      expect(apply(now, wanted)).toBe(wanted);
      for (const { at, removed, added } of changesBetween(now, wanted)) {
        expect(removed + added.length).toBeGreaterThan(0);
        expect(splitsCharacter(now, at) || splitsCharacter(now, at + removed)).toBe(false);
        expect(added.isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test("only the words that differ are changed, and of them only what differs", () => {
  expect(changesBetween("Let it be\nlet it go", "Now let it be\nlet it go on")).toEqual([
    { at: 0, removed: 3, added: "Now" },
    { at: 4, removed: 0, added: "let " },
    { at: 19, removed: 0, added: " on" },
  ]);
  expect(changesBetween("the world sings", "the worlds sing")).toEqual([
    { at: 9, removed: 0, added: "s" },
    { at: 14, removed: 1, added: "" },
  ]);
  expect(changesBetween("same", "same")).toEqual([]);
});

test("texts too long to compare word by word are changed in one piece", () => {
  const [now, wanted] = ["a b ".repeat(2000), "c d ".repeat(2000)];
  expect(changesBetween(now, wanted).length).toBe(1);
  expect(apply(now, wanted)).toBe(wanted);
});
