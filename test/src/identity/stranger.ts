import { createHash } from "node:crypto";
import { randomBase62 } from "../../../src/database/index.ts";
import { type Browser, ORIGIN, PASSWORD } from "./identity-under-test.ts";

export const CALLBACK = "https://client.example/callback";
export const SCOPE = "openid profile email offline_access tracks:read";

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  expires_in: number;
  scope: string;
  token_type: string;
}

export interface OAuthFailure {
  error: string;
  error_description?: string;
}

/** An app that has never heard of us: registers itself as a public client. */
export async function register(browser: Browser, metadata: Record<string, unknown> = {}) {
  const answer = await browser.post("/auth/oauth2/register", {
    client_name: "Stranger",
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    ...metadata,
  });
  if (answer.status !== 201) throw new Error(`registration: ${answer.status} ${await answer.text()}`);
  return answer.json<{ client_id: string; client_secret?: string; scope: string }>();
}

/** What an app keeps while a person signs in. */
export function attempt() {
  const verifier = randomBase62(50);
  return {
    verifier,
    challenge: createHash("sha256").update(verifier).digest("base64url"),
    state: randomBase62(16),
    nonce: randomBase62(16),
  };
}

export function authorizeAddress(
  clientId: string,
  { challenge, state, nonce }: ReturnType<typeof attempt>,
  overrides: Record<string, string> = {},
): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: SCOPE,
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...overrides,
  });
  for (const [name, value] of [...query]) if (value === "") query.delete(name);
  return `/auth/oauth2/authorize?${query}`;
}

/** Goes through sign-in (where it is asked for) and consent as the pages do, and gives where the app is sent back to. */
export async function walk(browser: Browser, address: string, email: string, accept = true): Promise<URL> {
  let next = new URL((await browser.get(address)).headers.get("location") ?? "", ORIGIN);
  for (let steps = 0; next.origin === ORIGIN && steps < 4; steps++) {
    const oauth_query = next.search.slice(1);
    const answer =
      next.pathname === "/sign-in"
        ? await browser.post("/auth/sign-in/email", { email, password: PASSWORD, oauth_query })
        : await browser.post("/auth/oauth2/consent", { accept, oauth_query });
    const body = await answer.json<{ url?: string }>();
    if (!body.url) throw new Error(`${next.pathname}: ${answer.status} ${JSON.stringify(body)}`);
    next = new URL(body.url, ORIGIN);
  }
  return next;
}

/** Exchanges a code, or whatever else `fields` say, at the token endpoint. */
export const redeem = (browser: Browser, fields: Record<string, string>, headers?: Record<string, string>) =>
  browser.form("/auth/oauth2/token", fields, { origin: "", ...headers });

/** The whole way, from registration to tokens. */
export async function obtainTokens(
  person: Browser,
  app: Browser,
  email: string,
  metadata: Record<string, unknown> = {},
) {
  const { client_id } = await register(app, metadata);
  const tried = attempt();
  const back = await walk(person, authorizeAddress(client_id, tried), email);
  const code = back.searchParams.get("code") ?? "";
  const fields = {
    grant_type: "authorization_code",
    client_id,
    code,
    redirect_uri: CALLBACK,
    code_verifier: tried.verifier,
  };
  const answer = await redeem(app, fields);
  if (answer.status !== 200) throw new Error(`token: ${answer.status} ${await answer.text()}`);
  return { clientId: client_id, tried, back, fields, tokens: await answer.json<Tokens>() };
}
