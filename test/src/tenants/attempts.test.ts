import { expect, test } from "vitest";
import { attempt, isUnreachable, mayAttempt, noAttempts } from "../../../src/tenants/attempts.ts";

/** One thing that is asked about, with answers that the test gives. */
function createWorld() {
  const heard: string[] = [];
  const world = {
    now: 0,
    attempts: noAttempts(),
    heard,
    ask: (answer: Promise<string>) =>
      attempt(world.attempts, {
        ask: () => answer,
        now: () => world.now,
        waitUntil: () => {},
        answered: (text) => void heard.push(text),
        failed: () => void heard.push("failed"),
      }),
  };
  return world;
}

test("one attempt at a time, until its answer is lost", async () => {
  const world = createWorld();
  void world.ask(new Promise(() => {}));
  expect(mayAttempt(world.attempts, 4_000)).toBe(false);
  expect(mayAttempt(world.attempts, 4_001)).toBe(true);
});

test("the answer to an attempt that was given up counts no longer, nor does its failure push others away", async () => {
  const world = createWorld();
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const { promise: failing, reject } = Promise.withResolvers<string>();
  const [first, second] = [world.ask(late), world.ask(failing)];
  const third = world.ask(Promise.resolve("third"));
  resolve("first");
  reject(new Error("away"));
  await Promise.all([first, second, third]);
  expect(world.heard.sort()).toEqual(["failed", "third"]);
  expect(world.attempts.failures).toBe(0);
});

test("failures space the attempts, up to half a minute; an answer ends that", async () => {
  const world = createWorld();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    await world.ask(Promise.reject(new Error("away")));
    waits.push(world.attempts.retryAt - world.now);
    expect(mayAttempt(world.attempts, world.attempts.retryAt - 1)).toBe(false);
    expect(isUnreachable(world.attempts, world.attempts.retryAt)).toBe(true);
    world.now = world.attempts.retryAt;
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  await world.ask(Promise.resolve("here"));
  expect(isUnreachable(world.attempts, world.now)).toBe(false);
  expect(mayAttempt(world.attempts, world.now)).toBe(true);
});

test("who throws before it promises anything has failed too", async () => {
  const world = createWorld();
  await attempt(world.attempts, {
    ask: () => {
      throw new Error("no such object");
    },
    now: () => 0,
    waitUntil: () => {},
    answered: () => {},
    failed: () => void world.heard.push("failed"),
  });
  expect(world.heard).toEqual(["failed"]);
});
