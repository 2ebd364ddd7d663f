import { expect, test } from "vitest";
import { ID_PATTERN, newId } from "../../../src/database/index.ts";

test("ids are 22 base-62 characters, never twice the same, each character about equally often", () => {
  const ids = Array.from({ length: 5_000 }, newId);
  expect(ids.every((id) => ID_PATTERN.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  const counts = new Map<string, number>();
  for (const character of ids.join("")) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(62);
  // 110,000 draws over 62 characters: 1,774 each, with a standard deviation of 42.
  for (const count of counts.values()) expect(Math.abs(count - 1774)).toBeLessThan(42 * 6);
});
