import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerWithin } from "../../../src/monitoring/index.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("silence is waited out to the millisecond, and leaves no timer behind", async () => {
  const given = vi.fn();
  const waited = answerWithin(new Promise(() => {}), 1_500).catch(given);
  await vi.advanceTimersByTimeAsync(1_499);
  expect(given).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await waited;
  expect(given).toHaveBeenCalledWith(new Error("No answer within 1500 ms"));
  expect(vi.getTimerCount()).toBe(0);
});

test("what is answered is passed on, good or bad, and leaves no timer behind", async () => {
  expect(await answerWithin(Promise.resolve(7), 1_500)).toBe(7);
  await expect(answerWithin(Promise.reject(new Error("away")), 1_500)).rejects.toThrow("away");
  expect(vi.getTimerCount()).toBe(0);
});

test("an isolate that stood still for however long reads what was answered meanwhile", async () => {
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  const waited = answerWithin(answer, 1_500);
  // After a standstill the timer that was due is called first, and what has come in is read after it.
  await vi.advanceTimersToNextTimerAsync();
  resolve("in time");
  expect(await waited).toBe("in time");
});
