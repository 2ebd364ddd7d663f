import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import * as client from "openid-client";
import { URI } from "otpauth";
import { beforeAll, describe, expect, it } from "vitest";
import {
  authorizationRequest,
  callApi,
  PLAIN_HTTP,
  REDIRECT_URI,
  registerApp,
  resourceOf,
  signInWith,
} from "./oauth/app.ts";
import { approve } from "./oauth/approval.ts";
import { Browser } from "./oauth/browser.ts";
import { activeTenant, invite, type Login, type Person, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);
const SCOPE = "openid profile email offline_access tracks:read";

let site: URL;
let login: Login;
let owner: Person;
let app: client.Configuration;
const visitor = () => new Browser(site);
/** An app that runs on a server and can keep a secret. */
const registerConfidentialApp = () => registerApp(site, { token_endpoint_auth_method: "client_secret_post" });

beforeAll(async () => {
  site = descant.running.url;
  owner = await signInOwner(descant.running);
  login = owner;
  app = await registerApp(site, { post_logout_redirect_uris: [REDIRECT_URI] });
});

describe("openid-client, which knows nothing of us but our address", () => {
  it("discovers a server that promises what OAuth 2.1 asks, at both of its well-known addresses", async () => {
    const { origin } = site;
    const server = app.serverMetadata();
    expect(server).toMatchObject({
      issuer: origin,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    });
    expect(server.supportsPKCE()).toBe(true);
    expect(server.grant_types_supported).toEqual(
      expect.arrayContaining([
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
      ]),
    );
    expect(server.grant_types_supported).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(implicit|password)$/)]),
    );
    const oauth = await client.discovery(site, "anybody", undefined, client.None(), {
      ...PLAIN_HTTP,
      algorithm: "oauth2",
    });
    expect(oauth.serverMetadata().token_endpoint).toBe(server.token_endpoint);
    for (const [name, address] of Object.entries(server))
      if (name.endsWith("_endpoint")) expect(String(address), name).toMatch(new RegExp(`^${origin}/auth/`));
  });

  it("registers itself without asking anybody, and is given no secret that it could not keep", () => {
    const registered = app.clientMetadata();
    expect(registered).toMatchObject({ redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: "none" });
    expect(registered.client_id).toMatch(/^[\w-]{16,}$/);
    expect(registered.client_secret).toBeUndefined();
  });

  it("signs a person in, with their consent, and gets tokens for the API and the person", async () => {
    const { tokens, approval } = await signInWith(app, visitor(), SCOPE, { login });
    expect(approval.asked).toEqual(["sign-in", "consent"]);
    expect(approval.callback.searchParams.get("iss")).toBe(site.origin);
    expect(tokens.token_type).toBe("bearer");
    expect(tokens.expires_in).toBeLessThanOrEqual(600);
    expect(tokens.scope?.split(" ").toSorted()).toEqual(SCOPE.split(" ").toSorted());

    const idToken = tokens.claims();
    expect(idToken).toMatchObject({ iss: site.origin, aud: app.clientMetadata().client_id, sub: owner.id });

    const keys = createRemoteJWKSet(new URL(app.serverMetadata().jwks_uri!));
    const { payload } = await jwtVerify(tokens.access_token, keys, {
      issuer: site.origin,
      audience: resourceOf(app),
      algorithms: ["EdDSA"],
      typ: "at+jwt",
    });
    expect(payload).toMatchObject({
      sub: owner.id,
      tenant: await activeTenant(owner.browser),
      role: "owner",
      amr: ["pwd"],
      client_id: app.clientMetadata().client_id,
    });
    expect(payload.auth_time).toBeGreaterThan(Date.now() / 1000 - 60);

    const person = await client.fetchUserInfo(app, tokens.access_token, owner.id);
    expect(person).toMatchObject({ sub: owner.id, email: owner.email });
    expect((await callApi(site, tokens.access_token, "/v1/tracks")).status).toBe(200);
  });

  it("asks a person who is signed in and has agreed already for nothing more", async () => {
    const { browser } = owner;
    const own = await registerApp(site);
    expect((await signInWith(own, browser, "openid tracks:read")).approval.asked).toEqual(["consent"]);
    expect((await signInWith(own, browser, "openid tracks:read")).approval.asked).toEqual([]);
    const more = await signInWith(own, browser, "openid tracks:read tracks:write");
    expect(more.approval.asked).toEqual(["consent"]);
  });

  it("gets a token for the API without naming it, as apps that know no RFC 8707", async () => {
    const { url, checks } = await authorizationRequest(app, "openid tracks:read");
    url.searchParams.delete("resource");
    const { callback } = await approve(visitor(), url, { login });
    const tokens = await client.authorizationCodeGrant(app, callback, checks);
    expect((await callApi(site, tokens.access_token, "/v1/tracks")).status).toBe(200);
  });

  it("hears of a person who refuses, and of one who agrees to less", async () => {
    const { url, checks } = await authorizationRequest(app, SCOPE, { prompt: "consent" });
    const refused = await approve(visitor(), url, { login, accept: false });
    await expect(client.authorizationCodeGrant(app, refused.callback, checks)).rejects.toMatchObject({
      error: "access_denied",
    });
    const own = await registerApp(site);
    const less = await signInWith(own, visitor(), "openid tracks:read tracks:write", {
      login,
      scope: "openid tracks:read",
    });
    expect(less.tokens.scope?.split(" ").toSorted()).toEqual(["openid", "tracks:read"]);
    const upload = await callApi(site, less.tokens.access_token, "/v1/tracks", { method: "POST", body: "x" });
    expect(upload.status).toBe(403);
  });

  it("asks without a page when it may: prompt=none answers login_required, then consent_required, then a code", async () => {
    const own = await registerApp(site);
    const silently = async (browser: Browser) => {
      const { url, checks } = await authorizationRequest(own, "openid tracks:read", { prompt: "none" });
      const { callback } = await approve(browser, url);
      return client.authorizationCodeGrant(own, callback, checks);
    };
    await expect(silently(visitor())).rejects.toMatchObject({ error: "login_required" });
    const { browser } = await signInOwner(descant.running);
    await expect(silently(browser)).rejects.toMatchObject({ error: "consent_required" });
    await signInWith(own, browser, "openid tracks:read");
    expect((await silently(browser)).claims()?.sub).toBe(owner.id);
  });

  it("makes somebody who is signed in show who they are again: prompt=login and max_age=0", async () => {
    const { browser } = await signInOwner(descant.running);
    for (const more of [{ prompt: "login" }, { max_age: "0" }]) {
      const { url, checks } = await authorizationRequest(app, "openid tracks:read", more);
      const { callback, asked } = await approve(browser.clone(), url, { login });
      expect(asked[0]).toBe("sign-in");
      const tokens = await client.authorizationCodeGrant(app, callback, {
        ...checks,
        ...("max_age" in more && { maxAge: 0 }),
      });
      expect(tokens.claims()?.sub).toBe(owner.id);
    }
  });
});

describe("a person with a second factor", () => {
  it("shows it on the way to the app, whose token says so; without it there is no way", async () => {
    const person = await invite(site, owner, "member");
    const enabled = await person.browser.send<{ totpURI: string }>("/auth/two-factor/enable", {
      body: { password: person.password },
    });
    const totp = URI.parse(enabled.body.totpURI);
    const verified = await person.browser.send("/auth/two-factor/verify-totp", {
      body: { code: totp.generate() },
    });
    expect(verified.status, JSON.stringify(verified.body)).toBe(200);

    await expect(signInWith(app, visitor(), SCOPE, { login: person })).rejects.toThrow();
    // A code is good once: the next one, which the clocks' tolerance lets in already, is not used yet.
    const next = totp.generate({ timestamp: Date.now() + 30_000 });
    const code = () => next;
    const { tokens } = await signInWith(app, visitor(), SCOPE, { login: { ...person, code } });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: person.id, amr: ["pwd", "otp"] });
    await expect(signInWith(app, visitor(), SCOPE, { login: { ...person, code } })).rejects.toThrow(
      /INVALID_CODE/,
    );
  });
});

describe("refresh tokens", () => {
  it("are replaced with each use, and keep the person and the scopes", async () => {
    const { tokens } = await signInWith(app, visitor(), SCOPE, { login });
    const second = await client.refreshTokenGrant(app, tokens.refresh_token!);
    expect(second.refresh_token).toBeTruthy();
    expect(second.refresh_token).not.toBe(tokens.refresh_token);
    expect(second.claims()?.sub).toBe(owner.id);
    const third = await client.refreshTokenGrant(app, second.refresh_token!, { scope: "tracks:read" });
    expect(third.scope).toBe("tracks:read");
    expect((await callApi(site, third.access_token, "/v1/tracks")).status).toBe(200);
    await expect(
      client.refreshTokenGrant(app, third.refresh_token!, { scope: "tracks:write" }),
    ).rejects.toMatchObject({ error: "invalid_scope" });
  });

  it("that are used twice end the whole family, the newest included", async () => {
    const own = await registerApp(site);
    const { tokens } = await signInWith(own, visitor(), SCOPE, { login });
    const second = await client.refreshTokenGrant(own, tokens.refresh_token!);
    await expect(client.refreshTokenGrant(own, tokens.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expect(client.refreshTokenGrant(own, second.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  it("that two use at once serve one of them at the most", async () => {
    const own = await registerApp(site);
    const { tokens } = await signInWith(own, visitor(), SCOPE, { login });
    const both = await Promise.allSettled(
      [1, 2].map(() => client.refreshTokenGrant(own, tokens.refresh_token!)),
    );
    expect(both.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
  });

  it("are not given without offline_access, nor taken from another app", async () => {
    const { tokens } = await signInWith(app, visitor(), "openid tracks:read", { login });
    expect(tokens.refresh_token).toBeUndefined();
    const mine = (await signInWith(app, visitor(), SCOPE, { login })).tokens;
    const thief = await registerApp(site);
    await expect(client.refreshTokenGrant(thief, mine.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    expect((await client.refreshTokenGrant(app, mine.refresh_token!)).access_token).toBeTruthy();
  });
});

describe("the end", () => {
  it("introspection says what a token is to the app that it was given to, and nothing to others", async () => {
    const own = await registerConfidentialApp();
    const { tokens } = await signInWith(own, visitor(), SCOPE, { login });
    const { client_id } = own.clientMetadata();
    const seen = await client.tokenIntrospection(own, tokens.access_token);
    expect(seen).toMatchObject({ active: true, sub: owner.id, client_id });
    expect(await client.tokenIntrospection(own, tokens.refresh_token!)).toMatchObject({ active: true });
    const other = await registerConfidentialApp();
    expect(await client.tokenIntrospection(other, tokens.access_token)).toEqual({ active: false });
    expect(await client.tokenIntrospection(other, tokens.refresh_token!)).toEqual({ active: false });
    for (const unknown of ["no-such-token", "a.b.c", `${tokens.access_token.slice(0, -4)}AAAA`])
      expect(await client.tokenIntrospection(own, unknown), unknown).toEqual({ active: false });
    // An app without a secret could be anybody, who would learn of stolen tokens whether they are good (RFC 7662, 2.1).
    await expect(client.tokenIntrospection(app, tokens.access_token)).rejects.toMatchObject({
      error: "invalid_client",
    });
  });

  it("a revoked refresh token is good for nothing, and revoking what is unknown is no error", async () => {
    const own = await registerConfidentialApp();
    const { tokens } = await signInWith(own, visitor(), SCOPE, { login });
    await client.tokenRevocation(own, tokens.refresh_token!);
    expect(await client.tokenIntrospection(own, tokens.refresh_token!)).toEqual({ active: false });
    await expect(client.refreshTokenGrant(own, tokens.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await client.tokenRevocation(own, "no-such-token");
    const { tokens: publics } = await signInWith(app, visitor(), SCOPE, { login });
    await client.tokenRevocation(app, publics.refresh_token!);
    await expect(client.refreshTokenGrant(app, publics.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  it("end-session signs the person out and sends them back, to a registered address only", async () => {
    const browser = visitor();
    const { tokens } = await signInWith(app, browser, SCOPE, { login });
    const leave = (address: string) =>
      client.buildEndSessionUrl(app, {
        id_token_hint: tokens.id_token!,
        post_logout_redirect_uri: address,
        state: "bye",
      });
    const astray = await browser.clone().visit(leave("http://127.0.0.1:49152/elsewhere"));
    expect(String(astray.headers.location)).not.toContain("elsewhere");

    const again = await signInWith(app, browser, SCOPE, { login });
    const back = await browser.visit(
      client.buildEndSessionUrl(app, {
        id_token_hint: again.tokens.id_token!,
        post_logout_redirect_uri: REDIRECT_URI,
        state: "bye",
      }),
    );
    expect(back.headers.location).toBe(`${REDIRECT_URI}?state=bye`);
    const session = await browser.send("/auth/get-session");
    expect(session.body).toBeNull();
  });
});

describe("an app that acts for itself", () => {
  it("gets tokens with the secret that the owner was shown, for its scopes and its tenant only", async () => {
    const made = await owner.browser.send<{ client_id: string; client_secret: string }>(
      "/auth/service-clients",
      { body: { name: "A nightly job", scopes: ["tracks:read"] } },
    );
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const { client_id, client_secret } = made.body;
    const service = await client.discovery(
      site,
      client_id,
      undefined,
      client.ClientSecretBasic(client_secret),
      PLAIN_HTTP,
    );
    const tokens = await client.clientCredentialsGrant(service, { resource: resourceOf(service) });
    expect(tokens.scope).toBe("tracks:read");
    expect(tokens.refresh_token).toBeUndefined();
    expect((await callApi(site, tokens.access_token, "/v1/tracks")).status).toBe(200);
    const upload = await callApi(site, tokens.access_token, "/v1/tracks", { method: "POST", body: "x" });
    expect(upload.status).toBe(403);
    await expect(client.clientCredentialsGrant(service, { scope: "tracks:write" })).rejects.toMatchObject({
      error: "invalid_scope",
    });
  });

  it("is made by nobody without a session, and not by a stranger who registers", async () => {
    const made = await visitor().send("/auth/service-clients", {
      body: { name: "x", scopes: ["tracks:read"] },
    });
    expect(made.status).toBe(401);
    await expect(
      registerApp(site, {
        grant_types: ["client_credentials"],
        response_types: [],
        token_endpoint_auth_method: "client_secret_basic",
      }),
    ).rejects.toMatchObject({ error: "invalid_client_metadata" });
    await expect(client.clientCredentialsGrant(app)).rejects.toThrow();
  });
});
