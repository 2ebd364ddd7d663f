import { describe, expect, it } from "vitest";
import {
  isSaved,
  NOT_YET,
  nextSaveState,
  type SaveEvent,
} from "../../../src/collaboration/page/connection/save-state.ts";

const given = (...events: SaveEvent[]) => events.reduce(nextSaveState, NOT_YET);
const connected: SaveEvent = { type: "connected" };
const edited: SaveEvent = { type: "edited" };
const lost: SaveEvent = { type: "lost", full: false };
const answered = (edits: number): SaveEvent => ({ type: "answered", edits });

describe("whether all is saved", () => {
  it("is so while nothing was edited", () => expect(isSaved(given(connected))).toBe(true));

  it("is not so until a question that came after the last edit is answered", () => {
    expect(isSaved(given(connected, edited))).toBe(false);
    expect(isSaved(given(connected, edited, edited, answered(1)))).toBe(false);
    expect(isSaved(given(connected, edited, edited, answered(1), answered(2)))).toBe(true);
  });

  it("is not unlearned by late answers, nor believed beyond what was edited", () => {
    expect(isSaved(given(connected, edited, edited, answered(2), answered(1)))).toBe(true);
    expect(isSaved(given(connected, edited, answered(9), edited))).toBe(false);
  });

  it("survives a lost connection with what is not saved yet", () => {
    const state = given(connected, edited, lost);
    expect(state.link).toBe("lost");
    expect(isSaved(state)).toBe(false);
    expect(isSaved([connected, answered(1)].reduce(nextSaveState, state))).toBe(true);
  });

  it("stays ended, and tells a full room from a lost connection", () => {
    expect(given(connected, { type: "ended" }, lost).link).toBe("ended");
    expect(given({ type: "lost", full: true })).toMatchObject({ link: "lost", full: true });
    expect(given({ type: "lost", full: true }, connected).full).toBe(false);
  });
});
