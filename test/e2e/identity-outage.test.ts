import { readFile } from "node:fs/promises";
import path from "node:path";
import type * as client from "openid-client";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { callApi, registerApp, signInWith } from "./oauth/app.ts";
import { Browser } from "./oauth/browser.ts";
import { SILENCE_MS, setMood, timesAsked, withOutages } from "./oauth/outage.ts";
import { type Person, signInOwner } from "./oauth/person.ts";
import { useDescant } from "./server.ts";

const descant = useDescant({}, { arrange: withOutages });
const SONG = path.resolve(import.meta.dirname, "../golden/audio/g-major-96.mp3");

let site: URL;
let owner: Person;
let app: client.Configuration;
let trackId: string;
let strangersKey: string;

beforeAll(async () => {
  site = descant.running.url;
  owner = await signInOwner(descant.running);
  app = await registerApp(site);
  const { body } = await descant.api.upload(await readFile(SONG));
  await descant.api.finished(body.task!.id);
  trackId = body.track.id;
  strangersKey = await newKey();
});
afterEach(() => setMood(descant.running.miniflare, "up"));

const freshToken = async () =>
  (await signInWith(app, owner.browser, "openid tracks:read")).tokens.access_token;
const ask = (credential: string) => callApi(site, credential, `/v1/audio-features/${trackId}`);

/** Asks a hundred times with a credential that must be good each time; how often identity was asked meanwhile. */
async function askHundredTimes(credential: string): Promise<number> {
  const before = await timesAsked(descant.running.miniflare);
  for (let i = 0; i < 100; i++) {
    const answer = await ask(credential);
    await answer.arrayBuffer();
    expect(answer.status).toBe(200);
  }
  return (await timesAsked(descant.running.miniflare)) - before;
}

/** Expects 503 with a time to come back, long before identity would have said anything. */
async function expectUnavailable(asked: () => Promise<{ status: number; headers: Headers }>) {
  const start = performance.now();
  const { status, headers } = await asked();
  expect(performance.now() - start).toBeLessThan(SILENCE_MS / 2);
  expect(status).toBe(503);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
}

describe.each(["failing", "silent"] as const)("while identity is %s", (mood) => {
  it("keys and tokens that are trusted go on, and wait for nobody", async () => {
    const { key } = descant.running;
    const token = await freshToken();
    await askHundredTimes(key);
    await askHundredTimes(token);
    await setMood(descant.running.miniflare, mood);
    const start = performance.now();
    const asked = (await askHundredTimes(key)) + (await askHundredTimes(token));
    // Once when the key's copy is no longer fresh, and behind everybody's back every three seconds whether it is over.
    expect(asked).toBeLessThanOrEqual(2 + (performance.now() - start) / 3_000);
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
    await expectUnavailable(() => ask(strangersKey));
    await expectUnavailable(() => ask(strangersKey));
    expect((await ask(descant.running.key)).status).toBe(200);
    await setMood(descant.running.miniflare, "up");
    // The line is tried again every three seconds.
    await expect.poll(async () => (await ask(strangersKey)).status).toBe(200);
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
    await Promise.all(paths.map((address) => expectUnavailable(() => fetch(new URL(address, site)))));
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
