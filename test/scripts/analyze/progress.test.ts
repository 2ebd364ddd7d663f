import { expect, it } from "vitest";
import type { Outcome } from "../../../scripts/analyze/analyse-all.ts";
import { createProgress } from "../../../scripts/analyze/progress.ts";

const recording = { file: "/music/song.mp3", shown: "song.mp3", bytes: 10 };
const failure: Outcome = {
  file: "song.mp3",
  status: "failed",
  error: { code: "corrupt_audio", message: "It is broken." },
};

function screen(isTTY: boolean, columns = 60) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

it("writes a line for each step where nobody watches", () => {
  const plain = screen(false);
  const progress = createProgress(plain, 1);
  progress.stage(recording, { name: "uploading", share: 0 });
  progress.stage(recording, { name: "uploading", share: 0.5 });
  progress.stage(recording, { name: "analysing", share: 0.1 });
  progress.stage(recording, { name: "waiting", seconds: 3 });
  progress.done(recording, failure);
  progress.end();
  expect(plain.written.join("")).toBe(
    "song.mp3: uploading\nsong.mp3: analysing\nsong.mp3: the server asks to wait 3 s\nsong.mp3: It is broken.\n",
  );
});

it("keeps to one line on a terminal, never wider than it, and takes it away at the end", () => {
  const terminal = screen(true, 24);
  const progress = createProgress(terminal, 2);
  progress.stage(recording, { name: "uploading", share: 0.426 });
  progress.end();
  const [drawn = "", cleared] = terminal.written;
  expect(drawn).toBe("\r\u001b[K[0/2] song.mp3 uploadi…");
  expect(cleared).toBe("\r\u001b[K");
  expect(terminal.written.join("")).not.toContain("\n");
});
