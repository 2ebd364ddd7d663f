import { decodeProtectedHeader, type JSONWebKeySet } from "jose";
import * as client from "openid-client";
import { beforeAll, describe, expect, it } from "vitest";
import { callApi, registerApp, signInWith } from "./oauth/app.ts";
import { Browser } from "./oauth/browser.ts";
import { type Login, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

/** All traffic is one session's, and there is as much of it as the machine can do. */
const descant = useDescant({ RATE_LIMIT_REQUESTS: 6_000_000, RATE_LIMIT_BURST: 100_000 }, DEAF);
let site: URL;
let login: Login;
let app: client.Configuration;

beforeAll(async () => {
  site = descant.running.url;
  login = await signInOwner(descant.running);
  app = await registerApp(site);
});

async function published(): Promise<string[]> {
  const answer = await fetch(app.serverMetadata().jwks_uri!);
  const { keys } = (await answer.json()) as JSONWebKeySet;
  for (const key of keys) expect(key).not.toHaveProperty("d");
  return keys.map(({ kid }) => kid!);
}

describe("the keys that tokens are signed with", () => {
  it("are replaced under traffic, and not one request fails: neither old tokens nor new ones", async () => {
    const { tokens } = await signInWith(app, new Browser(site), "openid offline_access tracks:read", {
      login,
    });
    const old = tokens.access_token;
    const { kid } = decodeProtectedHeader(old);
    expect(await published()).toContain(kid);

    const statuses: number[] = [];
    let running = true;
    let refresh = tokens.refresh_token!;
    let newest = old;
    const traffic = [
      ...[1, 2, 3].map(async () => {
        while (running) {
          statuses.push((await callApi(site, old, "/v1/tracks")).status);
          statuses.push((await callApi(site, newest, "/v1/tracks")).status);
        }
      }),
      (async () => {
        while (running) {
          const next = await client.refreshTokenGrant(app, refresh);
          refresh = next.refresh_token!;
          newest = next.access_token;
          statuses.push((await callApi(site, newest, "/v1/tracks")).status);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      })(),
    ];
    const successorOf = () => decodeProtectedHeader(newest).kid;
    try {
      await expect.poll(() => statuses.length).toBeGreaterThan(25);
      // The key comes to its end, as its 30 days would bring it: a second ago, with its time of grace before it.
      await descant.rows("update signing_keys set expires_at = ? where id = ?", Date.now() - 1000, kid);
      await expect.poll(successorOf).not.toBe(kid);
      const replaced = statuses.length;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await expect.poll(() => statuses.length - replaced).toBeGreaterThan(25);
    } finally {
      running = false;
    }
    await Promise.all(traffic);

    const successor = successorOf();
    expect(await published()).toEqual(expect.arrayContaining([kid, successor]));
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it("are published before anybody holds a token of theirs, however many ask for the first one at once", async () => {
    await descant.rows("update signing_keys set expires_at = ?", Date.now() - 1000);
    const before = (await descant.rows("select id from signing_keys")).length;
    const { browser } = await signInOwner(descant.running);
    const tokens = await Promise.all(
      Array.from({ length: 5 }, () => browser.send<{ token: string }>("/auth/token")),
    );
    const keys = await published();
    for (const { status, body } of tokens) {
      expect(status).toBe(200);
      expect(keys).toContain(decodeProtectedHeader(body.token).kid);
    }
    const made = (await descant.rows("select id from signing_keys")).length - before;
    expect(made).toBeGreaterThanOrEqual(1);
    expect(made).toBeLessThanOrEqual(tokens.length);
  });

  it("lose their tokens once they are past their grace", async () => {
    const { tokens } = await signInWith(app, new Browser(site), "openid tracks:read", { login });
    const seen = new Set(await published());
    const longAgo = Date.now() - 400 * 24 * 60 * 60_000;
    const { kid } = decodeProtectedHeader(tokens.access_token);
    await descant.rows("update signing_keys set expires_at = ? where id = ?", longAgo, kid);
    expect(seen.has(kid!)).toBe(true);
    expect(await published()).not.toContain(kid);
  });
});
