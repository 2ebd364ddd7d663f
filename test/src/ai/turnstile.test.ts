import { expect, test } from "vitest";
import { createTurnstile } from "../../../src/ai/index.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("one at a time, whether the one before succeeds or fails", async () => {
  const turn = createTurnstile(60_000, () => 0);
  let running = 0;
  let most = 0;
  const work = (fails: boolean) => async () => {
    most = Math.max(most, ++running);
    await pause(5);
    running--;
    if (fails) throw new Error("work failed");
    return "done";
  };
  const results = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => turn(work(i % 2 === 0))));
  expect(most).toBe(1);
  expect(results.map(({ status }) => status)).toEqual(
    Array.from({ length: 3 }, () => ["rejected", "fulfilled"]).flat(),
  );
});

test("work that ended with its event, without a word, does not keep the next from its turn", async () => {
  let now = 0;
  const turn = createTurnstile(1_000, () => now);
  void turn(() => new Promise(() => {}));
  const next = turn(async () => "next");
  await pause(60);
  now = 1_000;
  expect(await next).toBe("next");
});
