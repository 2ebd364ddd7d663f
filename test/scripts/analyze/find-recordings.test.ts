import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findRecordings } from "../../../scripts/analyze/find-recordings.ts";

let folder: string;
const write = (name: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), "sound");
};
const shownIn = async (...names: string[]) => {
  const found = await findRecordings(
    names.map((name) => path.join(folder, name)),
    folder,
  );
  return found.map(({ shown, problem }) => (problem ? `${shown}: ${problem}` : shown));
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "descant-find-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("finds the recordings below a folder, in order, and leaves the rest", async () => {
  for (const name of ["b.mp3", "a/two.FLAC", "a/one.opus", "cover.jpg", ".hidden/x.mp3", "a/._one.mp3"])
    write(name);
  expect(await shownIn(".")).toEqual(["a/one.opus", "a/two.FLAC", "b.mp3"]);
});

it("takes a file that was named whatever its name, with its size", async () => {
  write("song.bin");
  expect(await findRecordings([path.join(folder, "song.bin")], folder)).toEqual([
    { file: path.join(folder, "song.bin"), shown: "song.bin", bytes: 5 },
  ]);
});

it("gives a file once that is found twice", async () => {
  write("a/one.mp3");
  expect(await shownIn("a", "a/one.mp3")).toEqual(["a/one.mp3"]);
});

it("does not follow a folder's link back up", async () => {
  write("a/one.mp3");
  symlinkSync(folder, path.join(folder, "a/up"));
  expect(await shownIn("a")).toEqual(["a/one.mp3"]);
});

it("says what is wrong with what it cannot take, beside what it can", async () => {
  write("one.mp3");
  mkdirSync(path.join(folder, "empty"));
  expect(await shownIn("gone.mp3", "empty", "one.mp3", "one.mp3/inside")).toEqual([
    "gone.mp3: There is no such file.",
    "empty: There is no mp3, FLAC, WAV, Ogg or Opus file in this folder.",
    "one.mp3",
    "one.mp3/inside: There is no such file.",
  ]);
});
