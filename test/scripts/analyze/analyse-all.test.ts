import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { analyseAll } from "../../../scripts/analyze/analyse-all.ts";
import { RefusalError } from "../../../scripts/analyze/descant-api.ts";
import { jsonOutcomes } from "../../../scripts/analyze/json.ts";
import { featuresOf } from "./features.ts";

const silent = { stage: () => {}, done: () => {} };
const found = (name: string) => ({ file: `/music/${name}`, shown: name, bytes: 10 });

it("has two recordings under way at a time and answers in the order they came in", async () => {
  let under = 0;
  let most = 0;
  const api = {
    analyse: async (file: string) => {
      most = Math.max(most, ++under);
      await pause(file.endsWith("1.mp3") ? 30 : 5);
      under--;
      return { trackId: file, features: featuresOf() };
    },
  };
  const outcomes = await analyseAll(api, ["1.mp3", "2.mp3", "3.mp3", "4.mp3"].map(found), {}, silent);
  expect(most).toBe(2);
  expect(outcomes.map(({ file }) => file)).toEqual(["1.mp3", "2.mp3", "3.mp3", "4.mp3"]);
});

it("goes on after a recording that fails, and never asks about one that cannot be read", async () => {
  const asked: string[] = [];
  const api = {
    analyse: async (file: string) => {
      asked.push(file);
      if (file.endsWith("bad.mp3")) throw new RefusalError(422, "corrupt_audio", "It is broken.", "r1");
      if (file.endsWith("lost.mp3")) throw new Error("The connection was lost.");
      return { trackId: "t", features: featuresOf() };
    },
  };
  const recordings = [
    { ...found("gone.mp3"), problem: "There is no such file." },
    ...["bad.mp3", "lost.mp3", "good.mp3"].map(found),
  ];
  const outcomes = await analyseAll(api, recordings, {}, silent);
  expect(asked).toEqual(["/music/bad.mp3", "/music/lost.mp3", "/music/good.mp3"]);
  const { server, recordings: listed } = JSON.parse(jsonOutcomes("http://host", outcomes));
  expect(server).toBe("http://host");
  expect(listed).toEqual([
    {
      file: "gone.mp3",
      track_id: null,
      audio_features: null,
      error: { code: "unreadable", message: "There is no such file." },
    },
    {
      file: "bad.mp3",
      track_id: null,
      audio_features: null,
      error: { code: "corrupt_audio", message: "It is broken.", request_id: "r1" },
    },
    {
      file: "lost.mp3",
      track_id: null,
      audio_features: null,
      error: { code: "interrupted", message: "The connection was lost." },
    },
    { file: "good.mp3", track_id: "t", audio_features: featuresOf(), error: null },
  ]);
});

it("stores a recording under its file's name unless it is given another", async () => {
  const titles: (string | undefined)[] = [];
  const api = {
    analyse: async (_: string, __: number, labels: { title?: string }) => {
      titles.push(labels.title);
      return { trackId: "t", features: featuresOf() };
    },
  };
  await analyseAll(api, [found("Rosalie.flac")], { artist: "The Quiet Engines" }, silent);
  await analyseAll(api, [found("01.flac")], { title: "First Light" }, silent);
  expect(titles).toEqual(["Rosalie", "First Light"]);
});
