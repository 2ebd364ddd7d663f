import { afterEach, expect, test, vi } from "vitest";
import { answerWithin } from "../../../src/monitoring/index.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("silence is waited out, to the millisecond", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const given = vi.fn();
  const waited = answerWithin(new Promise(() => {}), 1_500).catch(given);
  await vi.advanceTimersByTimeAsync(1_499);
  expect(given).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await waited;
  expect(given).toHaveBeenCalledWith(new Error("No answer within 1500 ms"));
});

test("what is answered is passed on, good or bad, and leaves no timer behind", async () => {
  const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")];
  const good = answerWithin(Promise.resolve(7), 1_500);
  const ofGood = set.mock.results.at(-1)!.value;
  const bad = answerWithin(Promise.reject(new Error("away")), 1_500);
  const ofBad = set.mock.results.at(-1)!.value;
  expect(await good).toBe(7);
  await expect(bad).rejects.toThrow("away");
  for (const timer of [ofGood, ofBad])
    await expect.poll(() => clear.mock.calls.some(([cleared]) => cleared === timer)).toBe(true);
});

test("an isolate that stood still for however long reads what was answered meanwhile", async () => {
  const set = vi.spyOn(globalThis, "setTimeout");
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  const waited = answerWithin(answer, 1_500);
  const [look] = set.mock.calls.at(-1)!;
  // After a standstill the timer that was due is called first, and what has come in is read after it.
  look();
  resolve("in time");
  expect(await waited).toBe("in time");
});
