import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningDescant, startDescant } from "../../scripts/serve.ts";
import { authorizationRequest, callApi, registerApp } from "./oauth/app.ts";
import { type Approval, approve } from "./oauth/approval.ts";
import { Browser } from "./oauth/browser.ts";
import { activeTenant, invite, type Login, type Person, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

// The provider is another Descant, which is an OpenID provider as any other is. It lies on loopback, so that the one
// that relies on it has to be allowed to ask there.
const provider = useDescant({}, DEAF);

let ours: RunningDescant;
let site: URL;
let stateFolder: string;
let owner: Person;
/** Somebody who has an account with the provider and none with us. */
let guest: Login;
/** What we are to the provider as the way in of one tenant. */
let tenantApp: client.Configuration;

/** Registers us with the provider. Our port is not known yet, and need not be (RFC 8252, 7.3). */
const registerUs = (redirectPath: string, token_endpoint_auth_method: string) =>
  registerApp(provider.running.url, {
    client_name: "The other Descant",
    redirect_uris: [`http://localhost:1${redirectPath}`],
    token_endpoint_auth_method,
  });

beforeAll(async () => {
  const { origin } = provider.running.url;
  const us = await registerUs("/auth/callback/other", "client_secret_post");
  tenantApp = await registerUs("/auth/sso/callback/acme", "client_secret_basic");
  guest = await invite(provider.running.url, await signInOwner(provider.running), "member");
  const { client_id, client_secret } = us.clientMetadata();
  stateFolder = await mkdtemp(path.join(tmpdir(), "descant-e2e-"));
  ours = await startDescant({
    ...DEAF,
    port: 0,
    stateFolder,
    vars: {
      LOG_LEVEL: "error",
      SIGN_UP: "open",
      OUTGOING_ALLOWED: origin,
      OPENID_PROVIDERS: JSON.stringify([
        { id: "other", name: "The Other", issuer: origin, clientId: client_id, clientSecret: client_secret },
      ]),
    },
  });
  site = ours.url;
  owner = await signInOwner(ours);
});
afterAll(async () => {
  await ours?.stop();
  await rm(stateFolder, { recursive: true, force: true });
});

/** Begins a sign-in with the provider, and walks it there up to the address of ours that it sends the person back to. */
async function signInThere(
  browser: Browser,
  endpoint: string,
  body: object,
  login: Login,
  accept = true,
): Promise<Approval> {
  const begun = await browser.send<{ url: string }>(endpoint, {
    body: { ...body, callbackURL: "/account", errorCallbackURL: "/sign-in" },
  });
  expect(begun.status, JSON.stringify(begun.body)).toBe(200);
  const request = new URL(begun.body.url);
  expect(request.origin).toBe(provider.running.url.origin);
  expect(request.searchParams.get("code_challenge_method")).toBe("S256");
  return approve(browser, request, { login, accept });
}

interface Session {
  session: { methods: string };
  user: { id: string; email: string };
}

describe("signing in with somebody else's OpenID provider", () => {
  it("is offered to people, without the secret that we share with it", async () => {
    const { body } = await new Browser(site).send("/auth/ways-in");
    expect(body).toEqual({ signUp: "open", providers: [{ id: "other", name: "The Other" }] });
  });

  it("makes a session of ours, and an account in a tenant of its own", async () => {
    const browser = new Browser(site);
    const { callback, asked } = await signInThere(
      browser,
      "/auth/sign-in/social",
      { provider: "other" },
      guest,
    );
    expect(asked).toEqual(["sign-in", "consent"]);
    const page = await browser.follow(callback);
    expect(page.url.href).toBe(`${site.origin}/account`);
    const { body } = await browser.send<Session>("/auth/get-session");
    expect(body).toMatchObject({ session: { methods: "fed" }, user: { email: guest.email } });
    expect(await activeTenant(browser)).not.toBe(await activeTenant(owner.browser));
    const { body: token } = await browser.send<{ token: string }>("/auth/token");
    expect((await callApi(site, token.token, "/v1/tracks")).status).toBe(200);

    const again = new Browser(site);
    const second = await signInThere(again, "/auth/sign-in/social", { provider: "other" }, guest);
    await again.follow(second.callback);
    expect((await again.send<Session>("/auth/get-session")).body.user.id).toBe(body.user.id);
  });

  it("leads on to the app that the person came from", async () => {
    const app = await registerApp(site);
    const browser = new Browser(site);
    const { url, checks } = await authorizationRequest(app, "openid tracks:read");
    const signInPage = await browser.follow(url);
    expect(signInPage.url.pathname).toBe("/sign-in");
    const { callback } = await signInThere(
      browser,
      "/auth/sign-in/social",
      { provider: "other", oauth_query: signInPage.url.search.slice(1) },
      guest,
    );
    const consent = await browser.follow(callback);
    expect(consent.url.pathname, consent.url.href).toBe("/consent");
    const { callback: back } = await approve(browser, consent.url);
    const tokens = await client.authorizationCodeGrant(app, back, checks);
    expect((await callApi(site, tokens.access_token, "/v1/tracks")).status).toBe(200);
  });

  it("takes nobody for the owner of an account by their address alone", async () => {
    const namesake = await signInOwner(provider.running);
    expect(namesake.email).toBe(owner.email);
    const browser = new Browser(site);
    const { callback } = await signInThere(browser, "/auth/sign-in/social", { provider: "other" }, namesake);
    const page = await browser.follow(callback);
    expect(page.url.pathname).toBe("/sign-in");
    expect(page.url.searchParams.get("error")).toBeTruthy();
    expect((await browser.send("/auth/get-session")).body).toBeNull();
  });

  it("fails without a session for who refuses there, changes the state, or brings another's answer", async () => {
    const refusing = new Browser(site);
    const newcomer = await invite(provider.running.url, await signInOwner(provider.running), "member");
    const { callback: refused } = await signInThere(
      refusing,
      "/auth/sign-in/social",
      { provider: "other" },
      newcomer,
      false,
    );
    expect(refused.searchParams.get("error")).toBe("access_denied");
    expect((await refusing.follow(refused)).url.pathname).toBe("/sign-in");
    expect((await refusing.send("/auth/get-session")).body).toBeNull();

    const browser = new Browser(site);
    const { callback } = await signInThere(browser, "/auth/sign-in/social", { provider: "other" }, guest);
    const forged = new URL(callback);
    forged.searchParams.set("state", "forged");
    await browser.follow(forged);
    expect((await browser.send("/auth/get-session")).body).toBeNull();
    // Who is sent another's answer would be signed in as them, and give them what they think is their own.
    const victim = new Browser(site);
    await victim.follow(callback);
    expect((await victim.send("/auth/get-session")).body).toBeNull();
  });
});

describe("an organisation's own way in", () => {
  it("is set up by its owner, and makes members of that tenant and no other", async () => {
    const organizationId = await activeTenant(owner.browser);
    const { client_id: clientId, client_secret: clientSecret } = tenantApp.clientMetadata();
    const registered = await owner.browser.send("/auth/sso/register", {
      body: {
        providerId: "acme",
        issuer: provider.running.url.origin,
        domain: "example.com",
        organizationId,
        oidcConfig: { clientId, clientSecret },
      },
    });
    expect(registered.status, JSON.stringify(registered.body)).toBe(200);
    const listed = await owner.browser.send("/auth/sso/providers");
    expect(JSON.stringify(listed.body)).toContain("acme");
    expect(JSON.stringify(listed.body)).not.toContain(clientSecret);

    const employee = await invite(provider.running.url, await signInOwner(provider.running), "analyst");
    const browser = new Browser(site);
    const { callback } = await signInThere(browser, "/auth/sign-in/sso", { providerId: "acme" }, employee);
    expect(callback.pathname).toBe("/auth/sso/callback/acme");
    const page = await browser.follow(callback);
    expect(page.url.href).toBe(`${site.origin}/account`);
    const { body } = await browser.send<Session>("/auth/get-session");
    expect(body).toMatchObject({ session: { methods: "fed" }, user: { email: employee.email } });
    expect(await activeTenant(browser)).toBe(organizationId);
    const member = await browser.send("/auth/organization/get-active-member");
    expect(member.body).toMatchObject({ role: "member", organizationId });
    const { body: tenants } = await browser.send<unknown[]>("/auth/organization/list");
    expect(tenants).toHaveLength(1);
  });

  it("cannot be set up by who is no owner, nor at an address that only we can reach", async () => {
    const organizationId = await activeTenant(owner.browser);
    const set = (person: Person, issuer: string) =>
      person.browser.send("/auth/sso/register", {
        body: {
          providerId: "evil",
          issuer,
          domain: "example.org",
          organizationId,
          oidcConfig: { clientId: "x", clientSecret: "x" },
        },
      });
    const member = await invite(site, owner, "member");
    expect((await set(member, provider.running.url.origin)).status).toBe(403);
    for (const issuer of ["http://127.0.0.1:1", "http://169.254.169.254", "http://[::1]:8080", site.origin])
      expect((await set(owner, issuer)).status, issuer).toBe(400);
  });
});

it("a provider that is gone leaves the other ways in as they are", async () => {
  await provider.running.miniflare.dispose();
  const browser = new Browser(site);
  const begun = await browser.send("/auth/sign-in/social", {
    body: { provider: "other", callbackURL: "/account" },
  });
  expect([200, 400, 404, 502, 503]).toContain(begun.status);
  expect((await signInOwner(ours)).id).toBe(owner.id);
});
