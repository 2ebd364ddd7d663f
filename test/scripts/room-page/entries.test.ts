import { describe, expect, it } from "vitest";
import { placesOf, readEntry } from "../../../src/collaboration/page/arrangement/chord-entry.ts";
import { actingRole, permissionsOf } from "../../../src/collaboration/page/permissions.ts";
import { readDuration } from "../../../src/collaboration/page/playlist/duration.ts";
import { COLOURS, freeColour, readPeer } from "../../../src/collaboration/page/presence/peers.ts";

describe("what is typed on a beat", () => {
  const at = { bar: 3, beat: 2 };

  it("is a chord in its one spelling, or nothing", () => {
    expect(readEntry("Amin7", at, [])).toEqual({ cells: { "3:2": "Am7" } });
    expect(readEntry("  ", at, [])).toEqual({ cells: { "3:2": null } });
  });

  it("is several chords that share the beat, as far as quarters go", () => {
    expect(readEntry("C G", at, [])).toEqual({ cells: { "3:2": "C", "3:2.5": "G" } });
    expect(readEntry("C D E F", at, [])).toEqual({
      cells: { "3:2": "C", "3:2.25": "D", "3:2.5": "E", "3:2.75": "F" },
    });
    expect(readEntry("C G", { bar: 3, beat: 2.5 }, [])).toEqual({ cells: { "3:2.5": "C", "3:2.75": "G" } });
  });

  it("takes the place of what was between the beats only when it needs it", () => {
    const taken = [
      { bar: 3, beat: 2.25 },
      { bar: 3, beat: 3 },
      { bar: 4, beat: 2.25 },
    ];
    expect(readEntry("C G", at, taken)).toEqual({ cells: { "3:2": "C", "3:2.25": null, "3:2.5": "G" } });
    expect(readEntry("C", at, taken)).toEqual({ cells: { "3:2": "C" } });
  });

  it("is refused with the word that is no chord", () => {
    expect(readEntry("C H7", at, [])).toEqual({ wrong: "H7" });
    expect(readEntry("C D E F G", at, [])).toEqual({ wrong: "C D E F G" });
    expect(readEntry("C D", { bar: 3, beat: 2.75 }, [])).toEqual({ wrong: "C D" });
  });

  it("stands on beats, and between them where there is a chord", () => {
    const chords = [
      { bar: 3, beat: 2.5 },
      { bar: 2, beat: 1.5 },
    ];
    expect(placesOf(3, { beats: 3, unit: 4 }, chords).map(({ beat }) => beat)).toEqual([1, 2, 2.5, 3]);
  });
});

describe("a song's length", () => {
  it("is read as people write it", () => {
    expect(readDuration("3:25")).toBe(205_000);
    expect(readDuration("75:00")).toBe(4_500_000);
    expect(readDuration("1:02:03")).toBe(3_723_000);
  });

  it.each(["3", "3:5", "3:60", "1:60:00", "-1:00", "a:bc", "999:59:59"])("is not %s", (text) => {
    expect(readDuration(text)).toBeNull();
  });
});

describe("what others say of themselves", () => {
  it("is made fit to be shown, whatever it is", () => {
    expect(readPeer(7, { user: { name: "Ada\u0000\n Q", colour: 3 }, at: "/tracks/t" }, 7)).toEqual({
      client: 7,
      name: "Ada Q",
      colour: 3,
      at: "/tracks/t",
      isMe: true,
    });
    for (const state of [
      {},
      { user: 1 },
      { user: { name: {}, colour: 99 }, at: 5 },
      { user: null, at: "x".repeat(999) },
    ])
      expect(readPeer(10, state, 7)).toEqual({ client: 10, name: "Guest", colour: 2, at: null, isMe: false });
    for (const state of [null, undefined, "x"]) expect(readPeer(1, state, 7)).toBeNull();
    expect(readPeer(1, { user: { name: "x".repeat(100) } }, 7)?.name).toHaveLength(40);
  });

  it("comes in a colour that is free while there is one", () => {
    expect(freeColour(2, [])).toBe(2);
    expect(freeColour(2, [{ colour: 2 }, { colour: 3 }])).toBe(4);
    expect(freeColour(7, [{ colour: 7 }])).toBe(0);
    const all = Array.from({ length: COLOURS }, (_, colour) => ({ colour }));
    expect(freeColour(3, all)).toBe(3);
  });
});

describe("what one may do", () => {
  it("follows the role, the archive, and what the credential may be", () => {
    const may = (role: Parameters<typeof actingRole>[0], archived_at: string | null = null) => {
      const { edit, comment, reason } = permissionsOf({ role, archived_at });
      return [edit, comment, reason === ""];
    };
    expect(may("owner")).toEqual([true, true, true]);
    expect(may("editor")).toEqual([true, true, true]);
    expect(may("commenter")).toEqual([false, true, false]);
    expect(may("viewer")).toEqual([false, false, false]);
    expect(may(null)).toEqual([false, false, false]);
    expect(may("owner", "2026-11-20T00:00:00Z")).toEqual([false, false, false]);
    expect(actingRole("owner", "viewer")).toBe("viewer");
    expect(actingRole("commenter", "owner")).toBe("commenter");
    expect(actingRole(null, "owner")).toBeNull();
  });
});
