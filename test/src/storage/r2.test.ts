import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createR2ObjectStore } from "../../../src/storage/index.ts";

const MEBIBYTE = 2 ** 20;
const store = () => createR2ObjectStore(env.AUDIO);
const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
const readAll = async (key: string) => {
  const object = await store().read(key);
  return object && new Uint8Array(await new Response(object.body).arrayBuffer());
};

describe("writing piece by piece", () => {
  test.each([
    ["nothing", 0, 1],
    ["one byte", 1, 1],
    ["less than a part, in odd pieces", 300_001, 7_777],
    ["exactly one part", 5 * MEBIBYTE, MEBIBYTE],
    ["one part and a byte, in one piece", 5 * MEBIBYTE + 1, 5 * MEBIBYTE + 1],
    ["two parts and some, in pieces that straddle them", 11 * MEBIBYTE, 3_000_017],
  ])("%s", async (name, length, piece) => {
    const whole = bytes(length);
    const writer = store().open(`t/${name}`);
    for (let at = 0; at < length; at += piece) {
      // The writer's caller may reuse its buffer: what is written must be what was in it at the time.
      const chunk = whole.slice(at, at + piece);
      await writer.write(chunk);
      chunk.fill(0xee);
    }
    expect(await store().read(`t/${name}`)).toBeNull();
    await writer.complete();
    const stored = (await readAll(`t/${name}`))!;
    expect(stored.length).toBe(length);
    expect(stored.every((byte, i) => byte === whole[i])).toBe(true);
  });

  test.each([1000, 6 * MEBIBYTE])("what is aborted after %i bytes is never there", async (length) => {
    const writer = store().open("t/aborted");
    await writer.write(bytes(length));
    await writer.abort();
    expect(await store().read("t/aborted")).toBeNull();
  });
});

test("a stretch comes with the size of the whole; what is erased is gone, twice over", async () => {
  await env.AUDIO.put("t/x", bytes(100));
  const object = (await store().read("t/x", { offset: 10, length: 5 }))!;
  expect(object.size).toBe(100);
  expect(new Uint8Array(await new Response(object.body).arrayBuffer())).toEqual(bytes(100).subarray(10, 15));
  await store().erase("t/x");
  await store().erase("t/x");
  expect(await store().read("t/x")).toBeNull();
});
