import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DocumentKind, documentSchema } from "../../../../src/collaboration/documents/index.ts";
import { projections, runStorm, storms } from "./replicas.ts";

// Three people edit at once, hear each other late, in any order and twice: in the end all see the same.

const RUNS = 60;
const ids = ["a", "b", "c", "d", "e", "f"];
const id = fc.constantFrom(...ids, "new1", "new2");
const after = fc.option(id, { nil: null });
const title = fc.constantFrom("One", "Two", "Three");
const bar = fc.integer({ min: 1, max: 4 });
const beat = fc.constantFrom(1, 2, 2.5, 4);

const op = <T extends Record<string, fc.Arbitrary<unknown>>>(name: string, fields: T) =>
  fc.record({ op: fc.constant(name), ...fields });

interface Case {
  kind: DocumentKind;
  seed: unknown[];
  operation: fc.Arbitrary<unknown>;
}

const CASES: Case[] = [
  {
    kind: "playlist",
    seed: ids.map((one) => ({ op: "add_track", id: one, title: one })),
    operation: fc.oneof(
      op("move_track", { id, after }),
      op("move_track", { id, after }),
      op("add_track", { id, after, title }),
      op("set_track", { id, title }),
      op("remove_track", { id }),
      op("set_details", { title }),
    ),
  },
  {
    kind: "arrangement",
    seed: ids.map((one) => ({ op: "add_section", id: one, bars: 4 })),
    operation: fc.oneof(
      op("move_section", { id, after }),
      op("add_section", { id, after, bars: bar }),
      op("copy_section", { id, from: id }),
      op("set_section", { id, bars: bar }),
      op("remove_section", { id }),
      op("set_chord", { section: id, bar, beat, symbol: fc.constantFrom("C", "Am7", "F#dim", "N.C.", null) }),
      op("set_tempo", { section: id, bar, beat, tempo: fc.constantFrom(90, 120, null) }),
      op("set_metre", { section: id, bar, metre: fc.constantFrom("3/4", "6/8", "4/4", null) }),
      op("set_key", { section: id, bar, key: fc.constantFrom("A minor", "Eb", null) }),
      op("set_details", { metre: fc.constantFrom("3/4", null) }),
    ),
  },
  {
    kind: "lyrics",
    seed: [
      { op: "set_text", text: "Sing it out\nagain and again" },
      ...ids.map((one, at) => ({ op: "add_syllable", id: one, at: 2 * at, length: 2, bar: at + 1, beat: 1 })),
    ],
    operation: fc.oneof(
      op("insert_text", { at: fc.nat(20), text: fc.constantFrom("la", "\n", "ooh 🎵 "), bold: fc.boolean() }),
      op("delete_text", { at: fc.nat(20), length: fc.integer({ min: 1, max: 5 }) }),
      op("format_text", { at: fc.nat(20), length: fc.integer({ min: 1, max: 5 }), italic: fc.boolean() }),
      op("set_text", { text: fc.constantFrom("Sing it again", "Sing it out\nagain, and again") }),
      op("add_syllable", { id, at: fc.nat(20), length: fc.integer({ min: 1, max: 4 }), bar, beat }),
      op("add_bar", { id, at: fc.nat(20), bar }),
      op("move_anchor", { id, bar, beat }),
      op("remove_anchor", { id }),
    ),
  },
  {
    kind: "release-plan",
    seed: ids.map((one) => ({ op: "add_task", id: one, title: one })),
    operation: fc.oneof(
      op("add_dependency", { id, on: id }),
      op("add_dependency", { id, on: id }),
      op("remove_dependency", { id, on: id }),
      op("move_task", { id, after }),
      op("set_task", { id, state: fc.constantFrom("doing", "done", null) }),
      op("set_task", { id, start: fc.constantFrom("2026-03-01", "2026-05-01", null) }),
      op("set_task", { id, due: fc.constantFrom("2026-02-01", "2026-06-01") }),
      op("add_task", { id, after, title }),
      op("remove_task", { id }),
    ),
  },
  {
    kind: "review",
    seed: ids.map((one, at) => ({ op: "add_range", id: one, start_ms: at * 1000, end_ms: at * 1000 + 500 })),
    operation: fc.oneof(
      op("add_range", { id, start_ms: fc.nat(5000), end_ms: fc.nat(9000) }),
      op("move_range", { id, start_ms: fc.nat(5000), end_ms: fc.nat(9000) }),
      op("set_range", { id, label: title }),
      op("remove_range", { id }),
      op("set_details", { duration_ms: fc.constantFrom(4000, 9000, null) }),
    ),
  },
];

describe.each(CASES)("$kind", ({ kind, seed, operation }) => {
  test("replicas converge, and what they show keeps to the contract", () => {
    fc.assert(
      fc.property(storms(operation), (steps) => {
        const [first, ...others] = projections(runStorm(kind, seed, steps), kind);
        for (const other of others) expect(other).toEqual(first);
        expect(documentSchema.parse(first)).toEqual(first);
      }),
      { numRuns: RUNS },
    );
  });
});

test("however tracks are moved at once, each is there exactly once", () => {
  const moves = op("move_track", {
    id: fc.constantFrom(...ids),
    after: fc.option(fc.constantFrom(...ids), { nil: null }),
  });
  const seed = ids.map((one) => ({ op: "add_track", id: one, title: one }));
  let moved = 0;
  fc.assert(
    fc.property(storms(moves), (steps) => {
      const shown = projections(runStorm("playlist", seed, steps), "playlist");
      for (const { tracks } of shown) expect(tracks.map((track) => track.id).sort()).toEqual(ids);
      if (shown[0]!.tracks.map((track) => track.id).join() !== ids.join()) moved++;
    }),
    { numRuns: RUNS },
  );
  expect(moved).toBeGreaterThan(RUNS / 3);
});

test("halves of a circle that two people make at once are shown without it", () => {
  let circles = 0;
  const seed = ids.map((one) => ({ op: "add_task", id: one, title: one }));
  const link = op("add_dependency", { id: fc.constantFrom(...ids), on: fc.constantFrom(...ids) });
  fc.assert(
    fc.property(storms(link), (steps) => {
      const [plan] = projections(runStorm("release-plan", seed, steps), "release-plan");
      if (plan!.issues.some(({ message }) => message.includes("circle"))) circles++;
      const left = new Map(plan!.tasks.map((task) => [task.id, new Set(task.depends_on)]));
      for (
        let free = [...left].find(([, on]) => on.size === 0);
        free;
        free = [...left].find(([, on]) => on.size === 0)
      ) {
        left.delete(free[0]);
        for (const on of left.values()) on.delete(free[0]);
      }
      expect([...left.keys()]).toEqual([]);
    }),
    { numRuns: RUNS },
  );
  expect(circles).toBeGreaterThan(0);
});
