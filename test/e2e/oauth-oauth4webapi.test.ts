import * as oauth from "oauth4webapi";
import { beforeAll, describe, expect, it } from "vitest";
import { REDIRECT_URI } from "./oauth/app.ts";
import { approve } from "./oauth/approval.ts";
import { Browser } from "./oauth/browser.ts";
import { type Person, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);
const plainHttp = { [oauth.allowInsecureRequests]: true };
const SCOPE = "openid profile email offline_access tracks:read";

let site: URL;
let owner: Person;
let server: oauth.AuthorizationServer;
let app: oauth.Client;

beforeAll(async () => {
  site = descant.running.url;
  owner = await signInOwner(descant.running);
});

describe("oauth4webapi, which takes no answer that strays from the specifications", () => {
  it("finds the server from the API alone (RFC 9728), and accepts both descriptions", async () => {
    const api = new URL("/v1", site);
    const described = await oauth.resourceDiscoveryRequest(api, plainHttp);
    const resource = await oauth.processResourceDiscoveryResponse(api, described);
    const [issuer] = resource.authorization_servers ?? [];
    const openid = await oauth.discoveryRequest(new URL(issuer!), { ...plainHttp, algorithm: "oidc" });
    server = await oauth.processDiscoveryResponse(new URL(issuer!), openid);
    const plain = await oauth.discoveryRequest(new URL(issuer!), { ...plainHttp, algorithm: "oauth2" });
    const same = await oauth.processDiscoveryResponse(new URL(issuer!), plain);
    expect(same.token_endpoint).toBe(server.token_endpoint);
    expect(server.scopes_supported).toEqual(expect.arrayContaining(resource.scopes_supported ?? []));
  });

  it("registers, signs a person in, and accepts every answer on the way", async () => {
    const registered = await oauth.dynamicClientRegistrationRequest(
      server,
      {
        client_name: "Strict",
        application_type: "native",
        redirect_uris: [REDIRECT_URI],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      plainHttp,
    );
    app = await oauth.processDynamicClientRegistrationResponse(registered);

    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    const request = new URL(server.authorization_endpoint!);
    request.search = new URLSearchParams({
      client_id: app.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: "code",
      scope: SCOPE,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
      max_age: "3600",
    }).toString();
    const { callback } = await approve(new Browser(site), request, { login: owner });
    const parameters = oauth.validateAuthResponse(server, app, callback, state);

    const answered = await oauth.authorizationCodeGrantRequest(
      server,
      app,
      oauth.None(),
      parameters,
      REDIRECT_URI,
      verifier,
      plainHttp,
    );
    expect(answered.headers.get("cache-control")).toContain("no-store");
    const tokens = await oauth.processAuthorizationCodeResponse(server, app, answered, {
      expectedNonce: nonce,
      requireIdToken: true,
      maxAge: 3600,
    });
    await oauth.validateApplicationLevelSignature(server, answered, plainHttp);
    const claims = oauth.getValidatedIdTokenClaims(tokens)!;
    expect(claims.sub).toBe(owner.id);

    const about = await oauth.userInfoRequest(server, app, tokens.access_token, plainHttp);
    const person = await oauth.processUserInfoResponse(server, app, claims.sub, about);
    expect(person.email).toBe(owner.email);

    const listed = await oauth.protectedResourceRequest(
      tokens.access_token,
      "GET",
      new URL("/v1/tracks", site),
      undefined,
      undefined,
      plainHttp,
    );
    expect(listed.status).toBe(200);

    // As a resource server would check it (RFC 9068).
    const claimed = await oauth.validateJwtAccessToken(
      server,
      new Request(new URL("/v1/tracks", site), {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      }),
      new URL("/v1", site).href,
      plainHttp,
    );
    expect(claimed).toMatchObject({ sub: owner.id, client_id: app.client_id });

    const refreshed = await oauth.refreshTokenGrantRequest(
      server,
      app,
      oauth.None(),
      tokens.refresh_token!,
      plainHttp,
    );
    const second = await oauth.processRefreshTokenResponse(server, app, refreshed);
    expect(second.refresh_token).not.toBe(tokens.refresh_token);

    const ended = await oauth.revocationRequest(server, app, oauth.None(), second.refresh_token!, plainHttp);
    expect(await oauth.processRevocationResponse(ended)).toBeUndefined();
    const after = await oauth.refreshTokenGrantRequest(
      server,
      app,
      oauth.None(),
      second.refresh_token!,
      plainHttp,
    );
    await expect(oauth.processRefreshTokenResponse(server, app, after)).rejects.toMatchObject({
      error: "invalid_grant",
      status: 400,
    });
  });

  it("introspects with a secret, and takes the answer", async () => {
    const registered = await oauth.dynamicClientRegistrationRequest(
      server,
      { client_name: "Confidential", redirect_uris: ["https://app.example.com/callback"] },
      plainHttp,
    );
    const confidential = await oauth.processDynamicClientRegistrationResponse(registered);
    const authentication = oauth.ClientSecretBasic(String(confidential.client_secret));
    const inspected = await oauth.introspectionRequest(
      server,
      confidential,
      authentication,
      "unknown",
      plainHttp,
    );
    expect(await oauth.processIntrospectionResponse(server, confidential, inspected)).toEqual({
      active: false,
    });
  });

  it("is told in a challenge where tokens come from, when it asks the API with none or a bad one", async () => {
    for (const token of [undefined, "a.bad.token"]) {
      const { status, headers } = await fetch(new URL("/v1/tracks", site), {
        ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      });
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toMatch(/^Bearer\b/);
      expect(headers.get("www-authenticate")).toContain(
        `resource_metadata="${site.origin}/.well-known/oauth-protected-resource/v1"`,
      );
    }
  });

  it("gets device codes and tokens in the form that RFC 8628 gives them", async () => {
    const registered = await oauth.dynamicClientRegistrationRequest(
      server,
      {
        client_name: "Strict device",
        token_endpoint_auth_method: "none",
        grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        response_types: [],
      },
      plainHttp,
    );
    const device = await oauth.processDynamicClientRegistrationResponse(registered);
    const begun = await oauth.deviceAuthorizationRequest(
      server,
      device,
      oauth.None(),
      { scope: "openid offline_access tracks:read" },
      plainHttp,
    );
    const codes = await oauth.processDeviceAuthorizationResponse(server, device, begun);
    await owner.browser.send(`/auth/device?user_code=${codes.user_code}`);
    const approved = await owner.browser.send("/auth/device/approve", {
      body: { userCode: codes.user_code },
    });
    expect(approved.status, JSON.stringify(approved.body)).toBe(200);
    const answered = await oauth.deviceCodeGrantRequest(
      server,
      device,
      oauth.None(),
      codes.device_code,
      plainHttp,
    );
    const tokens = await oauth.processDeviceCodeResponse(server, device, answered);
    expect(oauth.getValidatedIdTokenClaims(tokens)?.sub).toBe(owner.id);
    const refreshed = await oauth.refreshTokenGrantRequest(
      server,
      device,
      oauth.None(),
      tokens.refresh_token!,
      plainHttp,
    );
    expect((await oauth.processRefreshTokenResponse(server, device, refreshed)).access_token).toBeTruthy();
  });
});
