import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import {
  MOST_BARS,
  MOST_BARS_IN_ALL,
  MOST_SECTIONS,
  DEFAULTS as SERVER_DEFAULTS,
} from "../../../src/collaboration/documents/arrangement/contract.ts";
import { newDocument, patchDocument, projectDocument } from "../../../src/collaboration/documents/index.ts";
import { MOST_TRACKS } from "../../../src/collaboration/documents/playlist/contract.ts";
import {
  LIMITS as ARRANGEMENT_LIMITS,
  DEFAULTS,
  readArrangement,
  sectionsOf,
} from "../../../src/collaboration/page/document/arrangement.ts";
import { createHistory } from "../../../src/collaboration/page/document/history.ts";
import { HERE, moveBehind, writeField } from "../../../src/collaboration/page/document/ordered.ts";
import {
  addTrack,
  LIMITS as PLAYLIST_LIMITS,
  readPlaylist,
  removeTrack,
  tracksOf,
} from "../../../src/collaboration/page/document/playlist.ts";
import {
  addSection,
  copySection,
  removeSection,
  setCells,
  setSection,
} from "../../../src/collaboration/page/document/write-arrangement.ts";

/** What the server makes of a document, without what the page draws in other words. */
function serverArrangement(doc: Y.Doc) {
  const { kind: _, issues, ...rest } = projectDocument(doc, "arrangement");
  return { issues, shown: { title: "", composer: "", ...rest } };
}

/** The page's reading in the server's words. */
function pageArrangement(doc: Y.Doc) {
  const { broken, sections, ...rest } = readArrangement(doc);
  return {
    broken,
    shown: {
      ...rest,
      sections: sections.map(({ timing: _, name, note, ...section }) => ({
        ...section,
        ...(name !== "" && { name }),
        ...(note !== "" && { note }),
      })),
    },
  };
}

const sync = (a: Y.Doc, b: Y.Doc): void => {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
};

describe("an arrangement, as the page reads and writes it", () => {
  it("has the limits and defaults of the server's contract", () => {
    expect(ARRANGEMENT_LIMITS).toMatchObject({
      sections: MOST_SECTIONS,
      bars: MOST_BARS,
      barsInAll: MOST_BARS_IN_ALL,
    });
    expect(DEFAULTS).toEqual(SERVER_DEFAULTS);
  });

  it("is what the server reads, after any edits made on either side", () => {
    const edit = fc.tuple(
      fc.constantFrom(
        "add",
        "copy",
        "move",
        "remove",
        "bars",
        "chord",
        "metre",
        "server-move",
        "server-chord",
      ),
      fc.nat(9),
      fc.nat(9),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const doc = newDocument("arrangement", { title: "Song", clientId: 1 });
        for (const [what, a, b] of edits) {
          const ids = readArrangement(doc).sections.map(({ id }) => id);
          const [one, other] = [ids[a % Math.max(ids.length, 1)], ids[b % Math.max(ids.length, 1)]];
          if (what === "add") addSection(doc, `S${a}`, b + 1, one ?? null);
          if (one === undefined || other === undefined) continue;
          if (what === "copy") copySection(doc, one);
          if (what === "move" && one !== other)
            moveBehind(doc, sectionsOf(doc), one, b % 3 === 0 ? null : other);
          if (what === "remove") removeSection(doc, one);
          if (what === "bars") setSection(doc, one, "bars", b + 1);
          if (what === "chord") setCells(doc, one, "chords", { [`${b + 1}:${(a % 4) + 1}`]: "Am7" });
          if (what === "metre") setCells(doc, one, "metres", { "1": b % 2 === 0 ? "3/4" : null });
          const operations = [];
          if (what === "server-move" && one !== other)
            operations.push({ op: "move_section", id: one, after: other });
          if (what === "server-chord")
            operations.push({ op: "set_chord", section: one, bar: 1, beat: 1, symbol: "F" });
          if (operations.length > 0) patchDocument(doc, "arrangement", operations, "server");
        }
        const [server, page] = [serverArrangement(doc), pageArrangement(doc)];
        expect(page.shown).toEqual(server.shown);
        expect(page.broken).toBe(0);
        // The server also names chords that sleep outside their section; there is nothing else to complain of.
        for (const { message } of server.issues) expect(message).toContain("outside");
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("is read without what is broken in it, and says how much that is", () => {
    const doc = newDocument("arrangement", {
      operations: [{ op: "add_section", id: "a", name: "Verse", bars: 2 }],
    });
    const [sections, details] = [doc.getMap("sections"), doc.getMap("details")];
    doc.transact(() => {
      sections.set("b", "no section");
      details.set("tempo", "fast");
      details.set("title", new Y.Text("a text"));
      ((sections.get("a") as Y.Map<unknown>).get("chords") as Y.Map<unknown>).set("1:1", "H9");
    });
    const shown = readArrangement(doc);
    expect(shown.broken).toBe(4);
    expect(shown).toMatchObject({
      title: "",
      tempo: 120,
      sections: [{ id: "a", name: "Verse", chords: [] }],
    });
  });
});

describe("a playlist, as the page reads and writes it", () => {
  it("has the limits of the server's contract", () => expect(PLAYLIST_LIMITS.tracks).toBe(MOST_TRACKS));

  it("is what the server reads, after edits that two people made at the same time", () => {
    const edit = fc.tuple(
      fc.constantFrom("add", "move", "remove", "name"),
      fc.nat(9),
      fc.nat(9),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const [a, b] = [newDocument("playlist", { clientId: 1 }), new Y.Doc()];
        b.clientID = 2;
        sync(a, b);
        for (const [what, x, y, atA] of edits) {
          const doc = atA ? a : b;
          const ids = readPlaylist(doc).tracks.map(({ id }) => id);
          const [one, other] = [ids[x % Math.max(ids.length, 1)], ids[y % Math.max(ids.length, 1)]];
          if (what === "add") addTrack(doc, { title: `T${x}`, duration_ms: y * 1000 }, one ?? null);
          if (one === undefined || other === undefined) continue;
          if (what === "move" && one !== other) moveBehind(doc, tracksOf(doc), one, y === 0 ? null : other);
          if (what === "remove") removeTrack(doc, one);
          if (what === "name") writeField(doc, tracksOf(doc).get(one) as Y.Map<unknown>, "artist", `A${y}`);
          if (y === 9) sync(a, b);
        }
        sync(a, b);
        const server = projectDocument(a, "playlist");
        expect(server.issues).toEqual([]);
        expect(readPlaylist(b).tracks).toEqual(readPlaylist(a).tracks);
        expect(readPlaylist(a).tracks).toEqual(
          server.tracks.map(({ id, title = "", artist = "", duration_ms = null }) => ({
            id,
            title,
            artist,
            duration_ms,
          })),
        );
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("puts a moved track right behind another, first, and last when the other is gone", () => {
    const doc = newDocument("playlist");
    const ids = ["a", "b", "c", "d"].map((title) => addTrack(doc, { title }, null)).reverse();
    const order = () =>
      readPlaylist(doc)
        .tracks.map(({ title }) => title)
        .join("");
    expect(order()).toBe("dcba");
    moveBehind(doc, tracksOf(doc), ids[0]!, ids[2]!);
    expect(order()).toBe("cbda");
    moveBehind(doc, tracksOf(doc), ids[3]!, null);
    expect(order()).toBe("acbd");
    moveBehind(doc, tracksOf(doc), ids[3]!, "nobody");
    expect(order()).toBe("cbda");
  });
});

describe("one's own history", () => {
  it("takes back what was done here and leaves what others did", () => {
    const doc = newDocument("playlist", { operations: [{ op: "add_track", id: "t", title: "First" }] });
    const history = createHistory(doc, ["details", "tracks"], () => {});
    const track = tracksOf(doc).get("t") as Y.Map<unknown>;
    expect(history.undo()).toBe(false);
    writeField(doc, track, "title", "Second");
    doc.transact(() => track.set("artist", "Somebody else's"), "server");
    expect(history.can()).toEqual({ undo: true, redo: false });
    expect(history.undo()).toBe(true);
    expect(readPlaylist(doc).tracks[0]).toMatchObject({ title: "First", artist: "Somebody else's" });
    expect(history.redo()).toBe(true);
    expect(readPlaylist(doc).tracks[0]?.title).toBe("Second");
    doc.transact(() => track.set("title", "Third"), HERE);
    history.end();
  });
});
