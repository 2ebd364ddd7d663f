import * as client from "openid-client";
import { beforeAll, describe, expect, it } from "vitest";
import {
  authorizationRequest,
  callApi,
  expectRefusedSoon,
  REDIRECT_URI,
  registerApp,
  signInWith,
} from "./oauth/app.ts";
import { approve } from "./oauth/approval.ts";
import { Browser, type Page } from "./oauth/browser.ts";
import { type Person, signIn, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);
const SCOPE = "openid offline_access tracks:read";

let site: URL;
let owner: Person;
let app: client.Configuration;
let web: client.Configuration;
const WEB_REDIRECT = "https://app.example.com/callback";

beforeAll(async () => {
  site = descant.running.url;
  owner = await signInOwner(descant.running);
  app = await registerApp(site);
  web = await registerApp(site, { application_type: "web", redirect_uris: [WEB_REDIRECT] });
  // The owner has agreed to both: whatever gets past the checks below would get a code at once.
  await signInWith(app, owner.browser, SCOPE);
  const { url } = await authorizationRequest(web, SCOPE, { redirect_uri: WEB_REDIRECT });
  await approve(owner.browser, url);
});

let places = 0;
/** Another address each time: how many requests one may send is not what is tested here. */
const elsewhere = () => `203.0.113.${++places}`;

/** Where an authorization request leads a person who has agreed before, without following it out of the site. */
async function outcome(request: URL): Promise<{ page: Page; location: URL | null }> {
  const page = await owner.browser.clone(elsewhere()).visit(request);
  const { location } = page.headers;
  return { page, location: typeof location === "string" ? new URL(location, request) : null };
}

/** An authorization request with some parameters set, or left out where undefined. */
async function requestWith(app: client.Configuration, changes: Record<string, string | undefined>) {
  const { url, checks } = await authorizationRequest(app, SCOPE);
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  return { url, checks };
}

/** A code, ready to be redeemed, with what belongs to it. */
async function freshCode(of: client.Configuration = app) {
  const { url, checks } = await authorizationRequest(of, SCOPE);
  const { callback } = await approve(owner.browser, url);
  return { callback, checks, code: callback.searchParams.get("code")! };
}

/** Sends a token request by hand. */
async function redeem(fields: Record<string, string | undefined>, headers: Record<string, string> = {}) {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const answer = await fetch(app.serverMetadata().token_endpoint!, {
    method: "POST",
    body: new URLSearchParams(given as [string, string][]),
    headers,
  });
  return {
    status: answer.status,
    body: (await answer.json()) as Record<string, unknown>,
    headers: answer.headers,
  };
}

describe("redirect URIs", () => {
  it.each([
    `${WEB_REDIRECT}/`,
    `${WEB_REDIRECT}/more`,
    `${WEB_REDIRECT}?x=1`,
    `${WEB_REDIRECT}#`,
    `${WEB_REDIRECT}#x`,
    "https://app.example.com/Callback",
    "https://app.example.com/%63allback",
    "https://app.example.com/x/../callback",
    "https://app.example.com/",
    "https://APP.example.com/callback",
    "https://app.example.com:443/callback",
    "https://app.example.com:8443/callback",
    "https://app.example.com./callback",
    "http://app.example.com/callback",
    "https://evil@app.example.com/callback",
    "https://app.example.com@evil.example/callback",
    "https://app.example.com.evil.example/callback",
    "https://app.example.com%2eevil.example/callback",
    "https:\\\\evil.example\\callback",
    "//app.example.com/callback",
    "/callback",
    "javascript:alert(1)//https://app.example.com/callback",
    REDIRECT_URI,
    "",
  ])("that are not exactly what was registered get nothing: %j", async (redirect_uri) => {
    const { url } = await requestWith(web, { redirect_uri });
    const { page, location } = await outcome(url);
    expect(location?.origin ?? site.origin, `${page.status} ${location}`).toBe(site.origin);
    expect(page.body + (location?.href ?? "")).not.toMatch(/[?&]code=/);
  });

  it.each([
    "http://localhost:49152/callback",
    "http://127.0.0.2:49152/callback",
    "http://127.1:49152/callback",
    "http://[::1]:49152/callback",
    "http://127.0.0.1:49152/callback/",
    "http://127.0.0.1:49152/Callback",
    "http://127.0.0.1:49152/callback?x=1",
    "https://127.0.0.1:49152/callback",
    "http://x@127.0.0.1:49152/callback",
    "http://127.0.0.1:49152:80/callback",
    "http://127.0.0.1.evil.example:49152/callback",
  ])("of this machine vary in nothing but the port: not %j", async (redirect_uri) => {
    const { url } = await requestWith(app, { redirect_uri });
    const { page, location } = await outcome(url);
    expect(location?.origin ?? site.origin, `${page.status} ${location}`).toBe(site.origin);
  });

  it("of this machine may have any port, because an app there takes what is free (RFC 8252, 7.3)", async () => {
    const { url } = await requestWith(app, { redirect_uri: "http://127.0.0.1:50001/callback" });
    expect((await outcome(url)).location?.origin).toBe("http://127.0.0.1:50001");
  });

  it("that are given twice are refused, and so is a state that tries to be one", async () => {
    const { url } = await requestWith(web, { redirect_uri: WEB_REDIRECT });
    url.searchParams.append("redirect_uri", "https://evil.example/");
    const twice = (await outcome(url)).location;
    expect(twice?.origin).not.toBe("https://evil.example");
    expect(twice?.searchParams.get("code") ?? null).toBeNull();

    const state = "https://evil.example/?code=1&redirect_uri=https://evil.example";
    const { url: second } = await requestWith(web, { redirect_uri: WEB_REDIRECT, state });
    const { location } = await outcome(second);
    expect(location?.origin).toBe("https://app.example.com");
    expect(location?.searchParams.get("state")).toBe(state);
    expect(location?.searchParams.getAll("redirect_uri")).toEqual([]);
  });

  it.each([
    ["web", "http://app.example.com/callback"],
    ["web", "javascript:alert(1)"],
    ["web", "data:text/html,x"],
    ["web", "http://127.0.0.1/callback"],
    ["web", "https://app.example.com/callback#x"],
    ["web", "https://user:word@app.example.com/callback"],
    ["web", "com.example.app:/callback"],
    ["web", "/callback"],
    ["native", "javascript:alert(1)"],
    ["native", "JavaScript:alert(1)"],
    ["native", "data:text/html,x"],
    ["native", "vbscript:x"],
    ["native", "file:///etc/passwd"],
    ["native", "http://192.168.1.4/callback"],
    ["native", "http://app.example.com/callback"],
    ["native", "http://127.0.0.1.evil.example/callback"],
    ["native", "http://localhost./callback"],
    ["native", "myapp:/callback"],
  ])("that are dangerous cannot be registered: %s %j", async (application_type, uri) => {
    await expect(
      registerApp(site, { application_type: application_type as "web" | "native", redirect_uris: [uri] }),
    ).rejects.toMatchObject({
      error: expect.stringMatching(/^invalid_(redirect_uri|client_metadata|request)$/),
    });
  });
});

describe("authorization requests", () => {
  it.each([
    ["no challenge", { code_challenge: undefined, code_challenge_method: undefined }],
    ["the method plain", { code_challenge_method: "plain" }],
    ["no method, which means plain", { code_challenge_method: undefined }],
    ["a method of one's own", { code_challenge_method: "none" }],
  ])("with %s get an error, and no code (PKCE downgrade)", async (_, changes) => {
    const { url } = await requestWith(app, changes);
    const { location } = await outcome(url);
    expect(location?.searchParams.get("error")).toBe("invalid_request");
    expect(location?.searchParams.has("code")).toBe(false);
    expect(location?.searchParams.get("iss")).toBe(site.origin);
  });

  it.each(["token", "id_token", "code token", "code id_token", "none", ""])(
    "for response_type %j get neither a token nor a code",
    async (response_type) => {
      const { url } = await requestWith(app, { response_type });
      const { page, location } = await outcome(url);
      expect(`${location?.href}${page.body}`).not.toMatch(/access_token=|id_token=ey|[?&#]code=/);
      expect(`${location?.href}${page.body}`).toMatch(/unsupported_response_type|invalid_request/);
    },
  );

  it("of an unknown app, or with a request object, lead nowhere", async () => {
    const { url } = await requestWith(app, { client_id: "nobody" });
    expect((await outcome(url)).location?.origin).toBe(site.origin);
    for (const changes of [
      { request: "eyJhbGciOiJub25lIn0.e30." },
      { request_uri: "https://evil.example/r" },
    ]) {
      const { location } = await outcome((await requestWith(app, changes)).url);
      expect(location?.searchParams.has("code")).toBe(false);
      expect(location?.searchParams.get("error")).toMatch(/request(_uri)?_not_supported|invalid_request/);
    }
  });

  it("are answered with who answers (RFC 9207), so that an app mixes up no two servers", async () => {
    const { callback, checks } = await freshCode();
    expect(callback.searchParams.get("iss")).toBe(site.origin);
    const forged = new URL(callback);
    forged.searchParams.set("iss", "https://evil.example");
    await expect(client.authorizationCodeGrant(app, forged, checks)).rejects.toMatchObject({
      code: "OAUTH_INVALID_RESPONSE",
    });
    forged.searchParams.delete("iss");
    await expect(client.authorizationCodeGrant(app, forged, checks)).rejects.toMatchObject({
      code: "OAUTH_INVALID_RESPONSE",
    });
  });

  it("cannot be changed on the pages on their way: consent is given to what was signed", async () => {
    const own = await registerApp(site);
    const { url } = await authorizationRequest(own, "openid tracks:read");
    const page = await owner.browser.follow(url);
    expect(page.url.pathname).toBe("/consent");
    for (const [name, value] of [
      ["scope", "openid tracks:read tracks:write"],
      ["redirect_uri", "http://127.0.0.1:1/elsewhere"],
      ["client_id", app.clientMetadata().client_id],
    ] as const) {
      const changed = new URL(page.url);
      changed.searchParams.set(name, value);
      const { status } = await owner.browser.send("/auth/oauth2/consent", {
        body: { accept: true, oauth_query: changed.search.slice(1) },
      });
      expect(status, name).toBeGreaterThanOrEqual(400);
    }
    const widened = await owner.browser.send("/auth/oauth2/consent", {
      body: { accept: true, scope: "openid tracks:read tracks:write", oauth_query: page.url.search.slice(1) },
    });
    expect(widened.status).toBe(400);
  });
});

describe("codes", () => {
  it("work once; the second use ends what the first one gave (RFC 6749, 4.1.2)", async () => {
    const { callback, checks } = await freshCode();
    const tokens = await client.authorizationCodeGrant(app, callback, checks);
    expect((await callApi(site, tokens.access_token, "/v1/tracks")).status).toBe(200);
    await expect(client.authorizationCodeGrant(app, callback, checks)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expect(client.refreshTokenGrant(app, tokens.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expectRefusedSoon(site, tokens.access_token);
  });

  it("that two redeem at once serve one of them at the most", async () => {
    const { callback, checks } = await freshCode();
    const both = await Promise.allSettled(
      [1, 2, 3].map(() => client.authorizationCodeGrant(app, callback, checks)),
    );
    expect(both.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
  });

  it("of one app are of no use to another, nor with another verifier, redirect URI or none", async () => {
    const thief = await registerApp(site);
    const fields = (code: string, verifier: string) => ({
      grant_type: "authorization_code",
      client_id: app.clientMetadata().client_id,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
    });
    for (const changes of [
      { client_id: thief.clientMetadata().client_id },
      { code_verifier: client.randomPKCECodeVerifier() },
      { code_verifier: undefined },
      { redirect_uri: "http://127.0.0.1:49152/elsewhere" },
      { redirect_uri: "http://127.0.0.1:49153/callback" },
      { redirect_uri: undefined },
    ]) {
      const { code, checks } = await freshCode();
      const { status, body } = await redeem({ ...fields(code, checks.pkceCodeVerifier), ...changes });
      expect(status, JSON.stringify([changes, body])).toBe(400);
      expect(body.error, JSON.stringify(changes)).toMatch(/^invalid_(grant|request)$/);
      expect(body).not.toHaveProperty("access_token");
    }
  });

  it("that are too old are refused", async () => {
    const { callback, checks } = await freshCode();
    await descant.rows("update verifications set expires_at = 1000 where value like '%authorization_code%'");
    await expect(client.authorizationCodeGrant(app, callback, checks)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });
});

describe("secrets and sessions", () => {
  it("a client's secret is not told by how wrong guesses are answered, nor whether there is such a client", async () => {
    const made = await owner.browser.send<{ client_id: string; client_secret: string }>(
      "/auth/service-clients",
      {
        body: { name: "A job", scopes: ["tracks:read"] },
      },
    );
    const basic = (id: string, secret: string) => ({
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
    });
    const grant = { grant_type: "client_credentials" };
    const { client_id, client_secret } = made.body;
    const wrong = await redeem(grant, basic(client_id, "dscs_wrong"));
    const near = await redeem(grant, basic(client_id, `${client_secret.slice(0, -1)}_`));
    const nobody = await redeem(grant, basic("nobody", client_secret));
    for (const { status, body, headers } of [wrong, near, nobody]) {
      expect(status).toBe(401);
      expect(body.error).toBe("invalid_client");
      expect(headers.get("www-authenticate")).toMatch(/^Basic\b/);
    }
    expect(near.body).toEqual(wrong.body);
    expect(nobody.body).toEqual(wrong.body);
    expect((await redeem(grant, basic(client_id, client_secret))).status).toBe(200);
  });

  it("consent, sign-out and approval of a device take no request that another site makes", async () => {
    const own = await registerApp(site);
    const { url } = await authorizationRequest(own, "openid tracks:read");
    const page = await owner.browser.follow(url);
    const body = { accept: true, oauth_query: page.url.search.slice(1) };
    for (const headers of [
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { origin: "null", "sec-fetch-site": "cross-site" },
      { origin: `${site.origin}.evil.example`, "sec-fetch-site": "cross-site" },
    ])
      for (const [path, sent] of [
        ["/auth/oauth2/consent", body],
        ["/auth/sign-out", {}],
        ["/auth/device/approve", { userCode: "AAAABBBB" }],
        ["/auth/oauth2/delete-consent", { id: "x" }],
        ["/auth/service-clients", { name: "x", scopes: ["tracks:read"] }],
      ] as const) {
        const { status } = await owner.browser.clone(elsewhere()).send(path, { body: sent, headers });
        expect(status, `${path} from ${headers.origin}`).toBe(403);
      }
    const form = await owner.browser.send("/auth/oauth2/consent", {
      body: new URLSearchParams({ accept: "true", oauth_query: body.oauth_query }),
      headers: {
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
      },
    });
    expect(form.status).toBeGreaterThanOrEqual(400);
    expect((await owner.browser.send("/auth/get-session")).body).not.toBeNull();
    expect((await owner.browser.send("/auth/oauth2/consent", { body })).status).toBe(200);
  });

  it("a sign-in changes the session: one that somebody planted before does not become the person's", async () => {
    const attacker = await signInOwner(descant.running);
    const [name = "", planted = ""] = [...attacker.browser.cookies()].find(([key]) =>
      key.includes("session"),
    )!;
    const victim = new Browser(site);
    victim.setCookie(name, planted);
    const signedIn = await victim.send("/auth/sign-in/email", {
      body: { email: owner.email, password: owner.password },
    });
    expect(signedIn.status).toBe(200);
    expect(victim.cookies().get(name)).not.toBe(planted);
    // One that nobody ever gave is nobody's.
    const made = new Browser(site);
    made.setCookie(name, "A".repeat(32));
    expect((await made.send("/auth/get-session")).body).toBeNull();
    const [cookie] = (
      await new Browser(site).send("/auth/sign-in/email", {
        body: { email: owner.email, password: owner.password },
      })
    ).headers["set-cookie"] as string[];
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });

  it("somebody else's session cannot be taken over by a state, a code or a token in a cookie", async () => {
    const person = await signIn(site, owner);
    const { tokens } = await signInWith(app, person.browser, SCOPE);
    const thief = new Browser(site);
    for (const name of person.browser.cookies().keys()) thief.setCookie(name, tokens.access_token);
    expect((await thief.send("/auth/get-session")).body).toBeNull();
    const bearer = await thief.send("/auth/token", {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(bearer.status).toBe(401);
  });
});
