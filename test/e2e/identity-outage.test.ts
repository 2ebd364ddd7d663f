import { readFile } from "node:fs/promises";
import path from "node:path";
import type * as client from "openid-client";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { callApi, registerApp, signInWith } from "./oauth/app.ts";
import { Browser } from "./oauth/browser.ts";
import { setMood, withOutages } from "./oauth/outage.ts";
import { type Person, signInOwner } from "./oauth/person.ts";
import { useDescant } from "./server.ts";

const descant = useDescant({}, { arrange: withOutages });
const SONG = path.resolve(import.meta.dirname, "../golden/audio/g-major-96.mp3");
/** How long the gateway waits for identity to know a key or to give its public keys, with some room. */
const PATIENCE_MS = 2_500;

let site: URL;
let owner: Person;
let app: client.Configuration;
let trackId: string;
let strangersKey: string;

beforeAll(async () => {
  site = descant.running.url;
  owner = await signInOwner(descant.running);
  app = await registerApp(site);
  const { body } = await descant.api.upload(await readFile(SONG), { wait: 30 });
  trackId = body.track.id;
  strangersKey = await newKey();
});
afterEach(() => setMood(descant.running.miniflare, "up"));

const freshToken = async () =>
  (await signInWith(app, owner.browser, "openid tracks:read")).tokens.access_token;
const ask = (credential: string) => callApi(site, credential, `/v1/audio-features/${trackId}`);

/** The middle of how long a hundred requests took, ms. */
async function medianMs(credential: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 100; i++) {
    const start = performance.now();
    const answer = await ask(credential);
    await answer.arrayBuffer();
    times.push(performance.now() - start);
    expect(answer.status).toBe(200);
  }
  return times.sort((a, b) => a - b)[50]!;
}

/** Expects 503 with a time to come back, in no more than so many milliseconds. */
async function expectUnavailable(
  asked: () => Promise<{ status: number; headers: Headers }>,
  withinMs: number,
) {
  const start = performance.now();
  const { status, headers } = await asked();
  expect(performance.now() - start).toBeLessThan(withinMs);
  expect(status).toBe(503);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
}

describe.each(["failing", "silent"] as const)("while identity is %s", (mood) => {
  it("keys and tokens that are trusted go on, and are answered as fast as before", async () => {
    const { key } = descant.running;
    const token = await freshToken();
    const before = { key: await medianMs(key), token: await medianMs(token) };
    await setMood(descant.running.miniflare, mood);
    const during = { key: await medianMs(key), token: await medianMs(token) };
    // A machine that is busy with other things must not fail this; a request that waits for identity takes far longer.
    expect(during.key).toBeLessThan(before.key * 3 + 10);
    expect(during.token).toBeLessThan(before.token * 3 + 10);
    const health = await fetch(new URL("/v1/tracks", site), { headers: { authorization: `Bearer ${key}` } });
    expect(health.status).toBe(200);
  });

  it("tokens that nobody has seen yet are good, because their signing key is known", async () => {
    expect((await ask(await freshToken())).status).toBe(200);
    const unseen = await freshToken();
    await setMood(descant.running.miniflare, mood);
    expect((await ask(unseen)).status).toBe(200);
  });

  it("a key that only identity knows is answered 503 within seconds, and is good when it is over", async () => {
    await setMood(descant.running.miniflare, mood);
    await expectUnavailable(() => ask(strangersKey), PATIENCE_MS);
    await expectUnavailable(() => ask(strangersKey), PATIENCE_MS);
    expect((await ask(descant.running.key)).status).toBe(200);
    await setMood(descant.running.miniflare, "up");
    // The line is tried again every three seconds.
    await expect.poll(async () => (await ask(strangersKey)).status, { timeout: 8_000 }).toBe(200);
    strangersKey = await newKey();
  });

  it("what is no credential at all is refused as ever", async () => {
    await setMood(descant.running.miniflare, mood);
    expect((await ask("nonsense")).status).toBe(401);
    expect((await ask("a.b.c")).status).toBe(401);
    expect((await fetch(new URL("/", site))).status).toBe(200);
  });

  it("signing in, refreshing and discovery are answered 503", async () => {
    await setMood(descant.running.miniflare, mood);
    const paths = [
      "/auth/get-session",
      "/.well-known/openid-configuration",
      "/auth/oauth2/authorize?client_id=x",
    ];
    await Promise.all(paths.map((address) => expectUnavailable(() => fetch(new URL(address, site)), 12_000)));
    await setMood(descant.running.miniflare, "up");
    expect((await new Browser(site).send("/auth/ways-in")).status).toBe(200);
  });
});

/** A key that no isolate of the gateway has met. */
async function newKey(): Promise<string> {
  const { body } = await owner.browser.send<{ token: string }>("/auth/token");
  const made = await callApi(site, body.token, "/v1/keys", {
    method: "POST",
    body: JSON.stringify({ name: "new", scopes: ["tracks:read"] }),
    headers: { "content-type": "application/json" },
  });
  return ((await made.json()) as { key: string }).key;
}
