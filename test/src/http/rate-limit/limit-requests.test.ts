import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import type { RateLimitPolicy } from "../../../../src/http/rate-limit/contract.ts";
import { limitRequests, type RateLimitOptions } from "../../../../src/http/rate-limit/limit-requests.ts";
import { fullBucket, grantLease } from "../../../../src/http/rate-limit/token-bucket-state.ts";

type Env = { Variables: { none: never } };
const policy: RateLimitPolicy = { name: "default", perMinute: 60, burst: 20 };

function createWorld(options: Partial<RateLimitOptions<Env>> = {}, limit = policy) {
  const world = { now: 1_000_000, asked: 0, unreachable: 0, background: [] as Promise<unknown>[] };
  let bucket = fullBucket(limit, world.now);
  const app = new Hono<Env>();
  app.onError((error, c) =>
    c.json({ message: error.message }, error instanceof HTTPException ? error.status : 500),
  );
  const limiter = limitRequests<Env>({
    subject: (c) => c.req.header("authorization") ?? "nobody",
    policy: () => limit,
    leaseFrom: () => async (_, request) => {
      world.asked++;
      const decision = grantLease(bucket, request, world.now);
      bucket = decision.state;
      return decision.grant;
    },
    waitUntil: () => (promise) => void world.background.push(promise),
    now: () => world.now,
    deny: (c, seconds) => c.json({ message: "slow down" }, 429, { "Retry-After": String(seconds) }),
    onUnreachable: () => void world.unreachable++,
    ...options,
  });
  app.use("*", limiter);
  app.get("/json", (c) => c.json({ ok: true }));
  app.get("/raw", () => new Response("raw"));
  // Its headers cannot be written, like those of an answer that was fetched.
  app.get("/read-only", () => Response.redirect("https://example.com/", 302));
  app.get("/broken", () => {
    throw new Error("broken");
  });
  const get = async (path: string) => {
    const response = await app.request(path);
    await Promise.all(world.background.splice(0));
    return response;
  };
  return { world, get, app };
}

describe("the header fields", () => {
  test("say what the policy is, and what is left over the time the rate takes for that much", async () => {
    const { get } = createWorld();
    const first = await get("/json");
    expect(first.headers.get("RateLimit-Policy")).toBe('"default";q=20;w=20');
    expect(first.headers.get("RateLimit")).toBe('"default";r=19;t=19');
    expect((await get("/json")).headers.get("RateLimit")).toBe('"default";r=18;t=18');
  });

  test("round seconds up and never say zero for a window", async () => {
    const { get } = createWorld({}, { name: "fast", perMinute: 6_000, burst: 50 });
    const response = await get("/json");
    expect(response.headers.get("RateLimit-Policy")).toBe('"fast";q=50;w=1');
    expect(response.headers.get("RateLimit")).toBe('"fast";r=49;t=1');
  });

  test.each(["/json", "/raw", "/read-only", "/broken", "/missing"])(
    "are on every answer: %s",
    async (path) => {
      const { get } = createWorld();
      const response = await get(path);
      expect(response.headers.get("RateLimit-Policy")).toBe('"default";q=20;w=20');
      expect(response.headers.get("RateLimit")).toBe('"default";r=19;t=19');
    },
  );

  test.each(['a"b', "a\\b", "naïve", "", "a\r\nb"])(
    "a policy named %j cannot be sent and is refused",
    async (name) => {
      const { get } = createWorld({}, { ...policy, name });
      expect((await get("/json")).status).toBe(500);
    },
  );
});

describe("a subject that is out of tokens", () => {
  async function exhaust(get: (path: string) => Promise<Response>) {
    let response = await get("/json");
    let passed = 0;
    for (; response.status === 200 && passed < 1_000; passed++) response = await get("/json");
    return { response, passed };
  }

  test("is answered 429 with Retry-After, which the window does not exceed, and waiting that long works", async () => {
    const { get, world } = createWorld();
    const { response, passed } = await exhaust(get);
    expect(passed).toBe(20);
    expect(response.status).toBe(429);
    expect(response.headers.get("Retry-After")).toBe("1");
    expect(response.headers.get("RateLimit")).toBe('"default";r=0;t=1');
    expect(response.headers.get("RateLimit-Policy")).toBe('"default";q=20;w=20');
    expect((await get("/json")).status).toBe(429);
    world.now += 1_000 * Number(response.headers.get("Retry-After"));
    expect((await get("/json")).status).toBe(200);
  });

  test("never reaches the handler, and the object is not asked for it again", async () => {
    const { get, world, app } = createWorld();
    let handled = 0;
    app.get("/counted", (c) => c.text(String(++handled)));
    await exhaust(get);
    const { asked } = world;
    for (let i = 0; i < 20; i++) await get("/counted");
    expect(handled).toBe(0);
    expect(world.asked).toBe(asked);
  });

  test("a refusal that is thrown carries the fields too", async () => {
    const deny = () => {
      throw new HTTPException(429, { message: "slow down" });
    };
    const { get } = createWorld({ deny });
    const { response } = await exhaust(get);
    expect(response.status).toBe(429);
    expect(response.headers.get("RateLimit")).toBe('"default";r=0;t=1');
    expect(response.headers.get("RateLimit-Policy")).toBe('"default";q=20;w=20');
  });
});

test("an object out of reach lets a few requests through and is reported", async () => {
  const { get, world } = createWorld({ leaseFrom: () => () => Promise.reject(new Error("down")) });
  expect((await get("/json")).status).toBe(200);
  expect((await get("/json")).status).toBe(200);
  const refused = await get("/json");
  expect(refused.status).toBe(429);
  expect(refused.headers.get("Retry-After")).toBe("10");
  expect(world.unreachable).toBe(1);
});

test("a policy that changes takes effect with the next request", async () => {
  let limit = policy;
  const { get } = createWorld({ policy: () => limit });
  await get("/json");
  limit = { ...policy, burst: 5 };
  expect((await get("/json")).headers.get("RateLimit-Policy")).toBe('"default";q=5;w=5');
});
