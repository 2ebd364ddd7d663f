import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId, openDatabase } from "../../../../src/database/index.ts";
import { createIdempotencyStore } from "../../../../src/http/idempotency/index.ts";

const MINUTE = 60_000;
const store = createIdempotencyStore(openDatabase(env.DB));
const begin = (tenantId: string, operation: string, now: number) =>
  store.begin(tenantId, "k", operation, now, now - 5 * MINUTE, now + 1440 * MINUTE);
const answer = (body: string) => ({ fingerprint: "f", status: 201, headers: {}, body });

test("a request that was taken for dead cannot answer for, or let go, the one that has its key now", async () => {
  const tenantId = newId();
  expect(await begin(tenantId, "first", 0)).toBeNull();
  expect(await begin(tenantId, "second", 6 * MINUTE)).toBeNull();
  await store.finish(tenantId, "k", 0, answer("of the first"));
  await store.release(tenantId, "k", 0);
  expect(await begin(tenantId, "third", 7 * MINUTE)).toMatchObject({ operation: "second", status: null });
  await store.finish(tenantId, "k", 6 * MINUTE, answer("of the second"));
  expect(await begin(tenantId, "third", 8 * MINUTE)).toMatchObject({ body: "of the second", status: 201 });
});

test("a key is free again when its request came to nothing, and when its day is over", async () => {
  const tenantId = newId();
  await begin(tenantId, "first", 0);
  await store.release(tenantId, "k", 0);
  expect(await begin(tenantId, "second", 1)).toBeNull();
  await store.finish(tenantId, "k", 1, answer("x"));
  expect(await begin(tenantId, "third", 1440 * MINUTE)).toMatchObject({ operation: "second" });
  expect(await begin(tenantId, "fourth", 1441 * MINUTE)).toBeNull();
});
