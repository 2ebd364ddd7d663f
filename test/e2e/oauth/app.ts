import * as client from "openid-client";
import { expect } from "vitest";
import { type Approval, approve, type Decision } from "./approval.ts";
import type { Browser } from "./browser.ts";

/** Where the apps of these tests take their answers; nobody listens there, because the browser stops before it. */
export const REDIRECT_URI = "http://127.0.0.1:49152/callback";

/** Tests speak plain HTTP, on this machine only. */
export const PLAIN_HTTP = { execute: [client.allowInsecureRequests] };

/** An app that signed somebody in, and what it was given. */
export interface SignedIn {
  tokens: Tokens;
  approval: Approval;
  nonce: string;
}

export type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** Registers an app, one that keeps no secret if not told else, as anybody may (RFC 7591), and reads the server's description. */
export function registerApp(site: URL, metadata: Partial<client.ClientMetadata> = {}) {
  return client.dynamicClientRegistration(
    site,
    {
      client_name: "A stranger's app",
      application_type: "native",
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      ...metadata,
    },
    undefined,
    PLAIN_HTTP,
  );
}

/** An authorization request as openid-client makes it, with what the app has to remember for its answer. */
export async function authorizationRequest(
  app: client.Configuration,
  scope: string,
  more: Record<string, string> = {},
) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  };
  const url = client.buildAuthorizationUrl(app, {
    redirect_uri: REDIRECT_URI,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    resource: resourceOf(app),
    ...more,
  });
  return { url, checks };
}

/** The whole way: the person's browser is sent to sign in and consent, and the app redeems what comes back. */
export async function signInWith(
  app: client.Configuration,
  browser: Browser,
  scope: string,
  decision: Decision = {},
): Promise<SignedIn> {
  const { url, checks } = await authorizationRequest(app, scope);
  const approval = await approve(browser, url, decision);
  const tokens = await client.authorizationCodeGrant(app, approval.callback, {
    ...checks,
    ...(scope.split(" ").includes("openid") && { idTokenExpected: true }),
  });
  return { tokens, approval, nonce: checks.expectedNonce };
}

/** The API that tokens are for (RFC 8707). */
export function resourceOf(app: client.Configuration): string {
  return `${app.serverMetadata().issuer}/v1`;
}

/** Asks the API with a token. */
export function callApi(site: URL, token: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, site), {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${token}` },
  });
}

/** For how long each isolate takes its copy of what has been revoked as it is; the request that finds it older has it renewed. */
const COPY_MS = 2_000;
/** That renewal takes no longer than so many requests. */
const RENEWAL_REQUESTS = 15;

/**
 * Asks the API with a revoked token until it is refused with 401, and expects that as soon as an isolate's copy can be known to be
 * old: this machine says by its slowest request how long that is.
 */
export async function expectRefusedSoon(site: URL, token: string): Promise<void> {
  const revoked = Date.now();
  let slowest = 0;
  for (;;) {
    const asked = Date.now();
    const { status } = await callApi(site, token, "/v1/tracks");
    if (status === 401) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
    slowest = Math.max(slowest, Date.now() - asked);
    expect(asked - revoked, "the token is still accepted").toBeLessThan(COPY_MS + RENEWAL_REQUESTS * slowest);
  }
}
