import * as fc from "fast-check";
import { expect, test } from "vitest";
import type * as Y from "yjs";
import {
  newDocument,
  patchDocument,
  projectDocument,
} from "../../../../../src/collaboration/documents/index.ts";

test("a chord is taken at exactly those places that the projection has, wherever the metre changes", () => {
  const section = fc.constantFrom("a", "b", "c");
  const bar = fc.integer({ min: 1, max: 4 });
  const metre = fc.constantFrom("2/4", "3/4", "6/8", null);
  const change = fc.record({ op: fc.constant("set_metre"), section, bar, metre });
  const move = fc.record({ op: fc.constant("move_section"), id: section, after: fc.constant(null) });
  const size = fc.record({ op: fc.constant("set_section"), id: section, bars: bar });
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(change, change, move, size), { maxLength: 8 }),
      fc.record({ section, bar, beat: fc.constantFrom(1, 2.75, 3, 4.5, 6, 7) }),
      (operations, place) => {
        const doc = newDocument("arrangement", {
          operations: ["a", "b", "c"].map((id) => ({ op: "add_section", id, bars: 3 })),
        });
        for (const operation of operations) patchDocument(doc, "arrangement", [operation], null);
        const chord = { op: "set_chord", ...place, symbol: "C" };
        const isTaken = "applied" in patchDocument(doc, "arrangement", [chord], null);
        const { sections, issues } = projectDocument(doc, "arrangement");
        expect(sections.flatMap(({ chords }) => chords).length).toBe(isTaken ? 1 : 0);
        if (!isTaken) {
          const map = doc.getMap("sections").get(place.section) as Y.Map<Y.Map<string>>;
          map.get("chords")!.set(`${place.bar}:${place.beat}`, "C");
          expect(projectDocument(doc, "arrangement").issues.length).toBe(issues.length + 1);
        }
        if (isTaken) taken++;
        else refused++;
      },
    ),
    { numRuns: 150 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(20);
});
