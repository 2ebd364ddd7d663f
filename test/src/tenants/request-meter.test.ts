import { expect, test } from "vitest";
import { monthAt, newMonth, sync } from "../../../src/tenants/meter-state.ts";
import { createRequestMeter } from "../../../src/tenants/request-meter.ts";

/** A meter in this process, with a clock that the test moves. */
function createWorld() {
  const start = Date.UTC(2026, 10, 21);
  const world = {
    now: start,
    asked: 0,
    fails: false,
    month: newMonth(start),
    failures: [] as unknown[],
    background: [] as Promise<unknown>[],
    isolate: () =>
      createRequestMeter<null>({
        sync: async (_, request) => {
          world.asked++;
          if (world.fails) throw new Error("the object is away");
          const { state, answer } = sync(world.month, request, world.now);
          world.month = state;
          return answer;
        },
        waitUntil: (_, promise) => void world.background.push(promise),
        onUnreachable: (_, __, error) => void world.failures.push(error),
        now: () => world.now,
        pause: () => Promise.resolve(),
      }),
    settle: async () => {
      while (world.background.length > 0) await world.background.pop();
    },
  };
  return world;
}

test("without a limit no request ever waits, and the object is told every 2 s", async () => {
  const world = createWorld();
  const isolate = world.isolate();
  for (let i = 0; i < 1_000; i++) {
    expect(isolate.count(null, "a", null)).toBeNull();
    await world.settle();
    world.now += 10;
  }
  expect(world.asked).toBe(5);
  await isolate.settle("a", null);
  expect(world.month.requests).toBe(1_000);
});

test("with a limit a busy isolate waits twice, until its rate is known", async () => {
  const world = createWorld();
  const isolate = world.isolate();
  let waited = 0;
  for (let i = 0; i < 1_000; i++) {
    const counted = isolate.count(null, "a", 1_000_000);
    if (counted instanceof Promise) waited++;
    expect(await counted).toBeNull();
    await world.settle();
    world.now += 10;
  }
  expect(waited).toBe(2);
  expect(world.asked).toBeLessThan(20);
  await isolate.settle("a", 1_000_000);
  expect(world.month.requests).toBe(1_000);
});

test("an isolate with a single request holds no token that could be lost with it", async () => {
  const world = createWorld();
  for (let i = 0; i < 10; i++) {
    expect(await world.isolate().count(null, "a", 1_000)).toBeNull();
    await world.settle();
  }
  expect(world.month.requests).toBe(10);
});

test("what is over the limit is refused at once, until the month ends", async () => {
  const world = createWorld();
  const isolate = world.isolate();
  const { endsAt } = monthAt(world.now);
  for (let i = 0; i < 3; i++) expect(await isolate.count(null, "a", 3)).toBeNull();
  expect(await isolate.count(null, "a", 3)).toEqual({ used: 3, endsAt });
  const before = world.asked;
  for (let i = 0; i < 100; i++) expect(isolate.count(null, "a", 3)).toEqual({ used: 3, endsAt });
  await world.settle();
  expect(world.asked).toBe(before);
  world.now = endsAt;
  expect(await isolate.count(null, "a", 3)).toBeNull();
});

test("a plan that grew lets requests pass within 2 s, one without limits at once", async () => {
  const world = createWorld();
  const isolate = world.isolate();
  for (let i = 0; i < 4; i++) await isolate.count(null, "a", 3);
  expect(isolate.count(null, "a", null)).toBeNull();
  expect(isolate.count(null, "a", 1_000)).not.toBeNull();
  world.now += 2_000;
  isolate.count(null, "a", 1_000);
  await world.settle();
  expect(await isolate.count(null, "a", 1_000)).toBeNull();
});

test("an object that does not answer stops nobody; what passed is counted when it is back", async () => {
  const world = createWorld();
  const isolate = world.isolate();
  world.fails = true;
  expect(await isolate.count(null, "a", 100)).toBeNull();
  for (let i = 0; i < 399; i++) {
    const counted = isolate.count(null, "a", 100);
    expect(counted).toBeNull();
    await world.settle();
    world.now += 100;
  }
  expect(world.failures.length).toBeGreaterThan(3);
  expect(world.failures.length).toBeLessThan(8);
  world.fails = false;
  world.now += 30_000;
  isolate.count(null, "a", 100);
  await world.settle();
  expect(world.month.requests).toBeGreaterThanOrEqual(400);
  expect(await isolate.count(null, "a", 100)).not.toBeNull();
});

test("a limit that was met stays met while the object does not answer", async () => {
  const world = createWorld();
  const isolate = world.isolate();
  for (let i = 0; i < 4; i++) await isolate.count(null, "a", 3);
  world.fails = true;
  for (let i = 0; i < 50; i++) {
    world.now += 1_000;
    expect(await isolate.count(null, "a", 3)).toMatchObject({ used: 3 });
    await world.settle();
  }
});

test("tokens that are no longer needed go back", async () => {
  const world = createWorld();
  const isolate = world.isolate();
  for (let i = 0; i < 50; i++) {
    await isolate.count(null, "a", 1_000_000);
    await world.settle();
    world.now += 1;
  }
  expect(world.month.requests).toBeGreaterThan(50);
  world.now += 60_000;
  await isolate.count(null, "a", 1_000_000);
  await world.settle();
  // The 51 that passed, and as many as are expected within the next seconds.
  expect(world.month.requests).toBeLessThanOrEqual(55);
});
