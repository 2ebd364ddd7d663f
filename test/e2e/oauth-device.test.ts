import * as client from "openid-client";
import { beforeAll, describe, expect, it } from "vitest";
import { callApi, registerApp, resourceOf } from "./oauth/app.ts";
import { Browser } from "./oauth/browser.ts";
import { type Person, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

let site: URL;
let owner: Person;
let television: client.Configuration;

beforeAll(async () => {
  site = descant.running.url;
  owner = await signInOwner(descant.running);
  television = await registerApp(site, {
    client_name: "A television",
    grant_types: [DEVICE_CODE],
    response_types: [],
  });
});

const begin = () =>
  client.initiateDeviceAuthorization(television, {
    scope: "tracks:read",
    resource: resourceOf(television),
  });

/** Asks for the tokens once, as a device that does not wait. */
const poll = (device_code: string, app = television) =>
  client.genericGrantRequest(app, DEVICE_CODE, { device_code });

/** Makes it as if the device had not asked for a while. */
const wait = (deviceCode: string) =>
  descant.rows("update device_codes set last_polled_at = 0 where device_code = ?", deviceCode);

const answer = (browser: Browser, verb: "approve" | "deny", userCode: string) =>
  browser.send(`/auth/device/${verb}`, { body: { userCode } });

describe("a device without a keyboard (RFC 8628)", () => {
  it("shows a code that a person can type, and an address of ours", async () => {
    const begun = await begin();
    expect(begun.verification_uri).toBe(`${site.origin}/device`);
    expect(begun.verification_uri_complete).toBe(`${site.origin}/device?user_code=${begun.user_code}`);
    expect(begun.user_code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
    expect(begun.interval).toBe(5);
    expect(begun.expires_in).toBe(600);
  });

  it("gets tokens once the person has agreed, and not a second time", async () => {
    const begun = await begin();
    // openid-client waits as long as it was told to between two questions; a test would rather not.
    const polling = client.pollDeviceAuthorizationGrant(television, { ...begun, interval: 1 });
    const seen = await owner.browser.send<{ status: string; client_id: string; scope: string }>(
      `/auth/device?user_code=${begun.user_code}`,
    );
    expect(seen.body).toMatchObject({
      status: "pending",
      scope: "tracks:read",
      client_id: television.clientMetadata().client_id,
    });
    expect(await answer(owner.browser, "approve", begun.user_code)).toMatchObject({ status: 200 });
    const tokens = await polling;
    expect(tokens.scope).toBe("tracks:read");
    expect((await callApi(site, tokens.access_token, "/v1/tracks")).status).toBe(200);
    const upload = await callApi(site, tokens.access_token, "/v1/tracks", { method: "POST", body: "x" });
    expect(upload.status).toBe(403);
    await expect(poll(begun.device_code)).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it("is told to wait, to slow down, that the person refused, and that it took too long", async () => {
    const begun = await begin();
    await expect(poll(begun.device_code)).rejects.toMatchObject({ error: "authorization_pending" });
    // However slow this machine is: it asks again within the interval, as the record of the first time has it.
    const sooner = "update device_codes set last_polled_at = last_polled_at + 600000 where device_code = ?";
    await descant.rows(sooner, begun.device_code);
    await expect(poll(begun.device_code)).rejects.toMatchObject({ error: "slow_down" });
    await owner.browser.send(`/auth/device?user_code=${begun.user_code}`);
    expect(await answer(owner.browser, "deny", begun.user_code)).toMatchObject({ status: 200 });
    await wait(begun.device_code);
    await expect(poll(begun.device_code)).rejects.toMatchObject({ error: "access_denied" });

    const late = await begin();
    await descant.rows("update device_codes set expires_at = 1000 where device_code = ?", late.device_code);
    const refused = await owner.browser.send(`/auth/device?user_code=${late.user_code}`);
    expect(refused.status).toBe(400);
    await expect(poll(late.device_code)).rejects.toMatchObject({ error: "expired_token" });
  });

  it("cannot redeem another's code, nor an approval of its own making", async () => {
    const begun = await begin();
    const other = await registerApp(site, {
      grant_types: [DEVICE_CODE],
      response_types: [],
    });
    await owner.browser.send(`/auth/device?user_code=${begun.user_code}`);
    await answer(owner.browser, "approve", begun.user_code);
    await expect(poll(begun.device_code, other)).rejects.toMatchObject({ error: "invalid_grant" });
    expect((await poll(begun.device_code)).access_token).toBeTruthy();

    const second = await begin();
    const nobody = new Browser(site);
    const seen = await nobody.send(`/auth/device?user_code=${second.user_code}`);
    expect(seen.body).toEqual({ user_code: second.user_code, status: "pending" });
    expect((await answer(nobody, "approve", second.user_code)).status).toBe(401);
    await expect(poll(second.device_code)).rejects.toMatchObject({ error: "authorization_pending" });
  });

  it("does not find a person's approval by guessing: after a hundred wrong codes there is no further guess", async () => {
    const { browser } = await signInOwner(descant.running);
    const guesser = browser.clone("203.0.113.1");
    const guess = (i: number) => guesser.send<{ code?: string }>(`/auth/device?user_code=AAAA${2222 + i}`);
    const began = Date.now();
    let guesses = 0;
    let answer = await guess(guesses);
    expect(answer.status).toBe(400);
    while (answer.status === 400 && guesses < 150) answer = await guess(++guesses);
    expect(answer).toMatchObject({ status: 429, body: { code: "TOO_MANY_ATTEMPTS" } });
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    // A hundred, and one a minute.
    expect(guesses).toBeGreaterThanOrEqual(100);
    expect(guesses).toBeLessThanOrEqual(100 + Math.floor((Date.now() - began) / 60_000));
    // The right one is not looked at either, and others go on.
    const begun = await begin();
    expect((await guesser.send(`/auth/device?user_code=${begun.user_code}`)).status).toBe(429);
    expect((await browser.send(`/auth/device?user_code=${begun.user_code}`)).status).toBe(200);
  });
});
