import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readForm } from "../../../src/http/multipart.ts";

const TYPE = "multipart/form-data; boundary=b";
const part = (name: string, text: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="a.wav"\r\n\r\n${text}\r\n`;

// Nobody waits for silence here: whatever a test awaits, the time that it takes is over at once.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());
async function meanwhile<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  await vi.advanceTimersByTimeAsync(10_000);
  return work;
}

/** A body of the given pieces, which then ends, breaks off or never says another word. */
function bodyOf(pieces: string[], end: "close" | "error" | "silence" = "close"): ReadableStream<Uint8Array> {
  const rest = pieces.map((piece) => new TextEncoder().encode(piece));
  return new ReadableStream({
    pull: (controller) => {
      const piece = rest.shift();
      if (piece) return controller.enqueue(piece);
      if (end === "close") return controller.close();
      if (end === "error") return controller.error(new Error("reset"));
      return new Promise<void>(() => {});
    },
  });
}

/** Reads a file as a slow store would, and tells when it has come to an end, good or bad. */
function slowReader() {
  const heard = { settled: false };
  const read = async (bytes: AsyncIterable<Uint8Array>) => {
    try {
      let size = 0;
      for await (const chunk of bytes) size += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return size;
    } finally {
      heard.settled = true;
    }
  };
  return { heard, read };
}

test("the file's bytes, its name and the fields", async () => {
  const field = '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nRosalie\r\n';
  const body = bodyOf([part("file", "12345"), `${field}--b--\r\n`]);
  const form = await meanwhile(readForm(body, TYPE, slowReader().read));
  expect(form).toEqual({ file: 5, filename: "a.wav", fields: { title: "Rosalie" } });
});

test.each([
  ["a second file", bodyOf([part("file", "one"), part("file", "two"), "--b--\r\n"])],
  ["a body that breaks off in the file", bodyOf([part("file", "one").slice(0, -2)], "error")],
  ["a body that ends in the file", bodyOf([part("file", "one").slice(0, -2)])],
  ["a file of another name, and then silence", bodyOf([part("file", "one"), part("x", "two")], "silence")],
])("%s: refused, once whoever reads the file has let go of it", async (_, body) => {
  const { heard, read } = slowReader();
  const outcome = readForm(body, TYPE, read).catch((error) => ({ error, settled: heard.settled }));
  expect(await meanwhile(outcome)).toMatchObject({ error: { code: "malformed_body" }, settled: true });
});

test("what the reader throws is what comes out, with the rest of the body unread", async () => {
  const body = bodyOf([part("file", "x".repeat(100_000))], "silence");
  const refusal = new Error("not a recording");
  await expect(meanwhile(readForm(body, TYPE, () => Promise.reject(refusal)))).rejects.toBe(refusal);
});
