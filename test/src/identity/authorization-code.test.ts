import { decodeJwt, decodeProtectedHeader } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import {
  API,
  type Browser,
  createPerson,
  identityUnderTest,
  ORIGIN,
  type Person,
  signIn,
} from "./identity-under-test.ts";
import {
  attempt,
  authorizeAddress,
  CALLBACK,
  type OAuthFailure,
  obtainTokens,
  redeem,
  register,
  type Tokens,
  walk,
} from "./stranger.ts";

/** The header of a token of a key that does not exist. */
const UNKNOWN_KEY = btoa('{"alg":"EdDSA","kid":"unknown"}').replace(/=+$/, "");

const { browser, told } = identityUnderTest();
const app = browser("192.0.2.1");
let person: Person;
let page: Browser;

beforeAll(async () => {
  person = await createPerson("member");
  page = browser();
});

const sent = async (address: string, from: Browser = page) =>
  new URL((await from.get(address)).headers.get("location") ?? "", ORIGIN);

describe("an app that has never heard of us", () => {
  test("registers, signs a person in with their consent, and gets tokens that say everything", async () => {
    const { clientId, tried, back, tokens } = await obtainTokens(page, app, person.email);
    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: tried.state, iss: ORIGIN });
    expect(tokens).toMatchObject({
      token_type: "Bearer",
      expires_in: 600,
      scope: expect.stringContaining("tracks:read"),
    });

    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: "EdDSA", typ: "at+jwt" });
    const access = decodeJwt(tokens.access_token);
    expect(access).toMatchObject({
      iss: ORIGIN,
      aud: expect.arrayContaining([API]),
      sub: person.id,
      tenant: person.tenantId,
      role: "member",
      client_id: clientId,
      amr: ["pwd"],
      auth_time: expect.any(Number),
      sid: expect.any(String),
      jti: expect.any(String),
    });
    expect(access.exp! - access.iat!).toBe(600);
    expect(access).not.toHaveProperty("authentication");
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      iss: ORIGIN,
      aud: clientId,
      sub: person.id,
      nonce: tried.nonce,
      amr: ["pwd"],
      at_hash: expect.any(String),
    });
    expect(told.audit).toContainEqual({
      tenantId: person.tenantId,
      event: {
        action: "consent_given",
        outcome: "done",
        actor: `user:${person.id}`,
        target: `client:${clientId}`,
      },
    });
  });

  test("learns who the person is at userinfo, and nothing without a token", async () => {
    const { tokens } = await obtainTokens(page, app, person.email);
    const ask = (token: string) => app.get("/auth/oauth2/userinfo", { authorization: `Bearer ${token}` });
    expect(await (await ask(tokens.access_token)).json()).toMatchObject({
      sub: person.id,
      email: person.email,
    });
    expect((await ask(`${tokens.access_token.slice(0, -6)}AAAAAA`)).status).toBe(401);
    expect((await ask(tokens.access_token.replace(/^[^.]+/, UNKNOWN_KEY))).status).toBe(401);
    expect((await ask(tokens.id_token)).status).toBe(401);
    expect((await app.get("/auth/oauth2/userinfo")).status).toBe(401);
  });

  test("may be a native app that does not say so, on any port of the person's machine, but on no other", async () => {
    const { client_id } = await register(app, { redirect_uris: ["http://127.0.0.1/done"] });
    const tried = attempt();
    const to = (redirect_uri: string) => authorizeAddress(client_id, tried, { redirect_uri });
    const back = await walk(page, to("http://127.0.0.1:51234/done"), person.email);
    expect(back.href).toMatch(/^http:\/\/127\.0\.0\.1:51234\/done\?code=/);
    for (const other of ["http://127.0.0.1:51234/else", "http://10.0.0.1/done", "https://127.0.0.1/done"])
      expect((await sent(to(other))).pathname, other).toBe("/consent");
  });

  test.each([
    ["javascript:alert(1)"],
    ["http://client.example/callback"],
    ["https://user:secret@client.example/callback"],
    ["https://client.example/callback#fragment"],
    ["data:text/html,x"],
  ])("cannot register to be sent to %s", async (uri) => {
    const answer = await app.post("/auth/oauth2/register", {
      redirect_uris: [uri],
      token_endpoint_auth_method: "none",
    });
    expect(answer.status).toBe(400);
  });

  test("cannot ask for what reaches into a tenant's management, nor for a grant without a person", async () => {
    const scoped = { redirect_uris: [CALLBACK], scope: "openid tenant:manage" };
    expect((await app.post("/auth/oauth2/register", scoped)).status).toBe(400);
    const grant = { redirect_uris: [CALLBACK], grant_types: ["client_credentials"] };
    expect((await app.post("/auth/oauth2/register", grant)).status).toBe(400);
    const { client_id } = await register(app);
    const asked = await sent(authorizeAddress(client_id, attempt(), { scope: "openid keys:manage" }));
    expect(asked.searchParams.get("error")).toBe("invalid_scope");
  });
});

describe("authorization is refused", () => {
  const refused = (overrides: Record<string, string>) => async () => {
    const { client_id } = await register(app);
    return sent(authorizeAddress(client_id, attempt(), overrides));
  };

  test.each([
    ["another address", { redirect_uri: "https://client.example/callback2" }],
    ["one that is longer", { redirect_uri: `${CALLBACK}/more` }],
    ["one with a query more", { redirect_uri: `${CALLBACK}?x=1` }],
    ["another spelling", { redirect_uri: "https://CLIENT.example/callback" }],
    ["another scheme", { redirect_uri: "http://client.example/callback" }],
    ["none", { redirect_uri: "" }],
  ])("for %s than was registered, and nobody is sent there", async (_, overrides) => {
    const next = await refused(overrides)();
    expect(next.origin).toBe(ORIGIN);
    // A page of ours that says so, where better-auth would show its own.
    expect([next.pathname, next.searchParams.has("sig")]).toEqual(["/consent", false]);
    expect(next.searchParams.get("error")).toMatch(/^invalid_/);
    expect((await page.get("/auth/error?error=invalid_client")).headers.get("location")).toBe(
      `${ORIGIN}/consent?error=invalid_client`,
    );
  });

  test.each([
    ["without PKCE", { code_challenge: "", code_challenge_method: "" }, "invalid_request"],
    ["with plain PKCE", { code_challenge_method: "plain" }, "invalid_request"],
    ["for another API", { resource: "https://elsewhere.example/v1" }, "invalid_target"],
  ])("%s", async (_, overrides, error) => {
    const next = await refused(overrides)();
    expect(next.origin + next.pathname).toBe(CALLBACK);
    expect(next.searchParams.get("error")).toBe(error);
  });

  test("by the person", async () => {
    const { client_id } = await register(app);
    const back = await walk(page, authorizeAddress(client_id, attempt()), person.email, false);
    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: "access_denied" });
  });

  test("when the signed query has been changed on its way through the pages", async () => {
    const { client_id } = await register(app);
    const consent = await sent(authorizeAddress(client_id, attempt()));
    expect(consent.pathname).toBe("/consent");
    const oauth_query = consent.search.slice(1).replace("tracks%3Aread", "tracks%3Awrite");
    expect(oauth_query).not.toBe(consent.search.slice(1));
    const answer = await page.post("/auth/oauth2/consent", { accept: true, oauth_query });
    expect([answer.status, await answer.json()]).toEqual([400, { error: "invalid_signature" }]);
  });
});

describe("the token endpoint refuses", () => {
  const code = async () => {
    const { client_id } = await register(app);
    const tried = attempt();
    const back = await walk(page, authorizeAddress(client_id, tried), person.email);
    return {
      grant_type: "authorization_code",
      client_id,
      code: back.searchParams.get("code") ?? "",
      redirect_uri: CALLBACK,
      code_verifier: tried.verifier,
    };
  };

  test.each<[string, Record<string, string>]>([
    ["a wrong verifier", { code_verifier: "x".repeat(50) }],
    ["no verifier", { code_verifier: "" }],
    ["another redirect_uri", { redirect_uri: "https://client.example/callback2" }],
    ["a made-up code", { code: "made-up" }],
    ["an unknown app", { client_id: "nobody" }],
  ])("%s, and the code is spent where it was right", async (_, overrides) => {
    const good = await code();
    const fields = Object.fromEntries(Object.entries({ ...good, ...overrides }).filter(([, value]) => value));
    const answer = await redeem(app, fields);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    if (!("code" in overrides) && !("client_id" in overrides) && overrides.code_verifier !== "")
      expect((await redeem(app, good)).status).toBe(400);
  });

  test("a code of another app", async () => {
    const [mine, theirs] = [await code(), await register(app)];
    const answer = await redeem(app, { ...mine, client_id: theirs.client_id });
    expect(await answer.json()).toMatchObject({ error: "invalid_grant" });
  });

  test("a code that was used, and ends what it gave", async () => {
    const { fields, tokens, clientId } = await obtainTokens(page, app, person.email);
    const replayed = await redeem(app, fields);
    expect([replayed.status, await replayed.json<OAuthFailure>()]).toMatchObject([
      400,
      { error: "invalid_grant" },
    ]);
    const refresh = { grant_type: "refresh_token", client_id: clientId, refresh_token: tokens.refresh_token };
    expect((await redeem(app, refresh)).status).toBe(400);
    expect(told.revoked.at(-1)?.subject).toBe(`consent:${clientId}:${person.id}`);
  });
});

describe("refresh tokens", () => {
  test("are replaced with each use; using one twice ends the family and is told", async () => {
    const { tokens, clientId } = await obtainTokens(page, app, person.email);
    const refresh = (token: string) =>
      redeem(app, { grant_type: "refresh_token", client_id: clientId, refresh_token: token });
    const second = await (await refresh(tokens.refresh_token)).json<Tokens>();
    expect(second.refresh_token).not.toBe(tokens.refresh_token);
    expect(decodeJwt(second.access_token)).toMatchObject({
      aud: expect.arrayContaining([API]),
      tenant: person.tenantId,
      amr: ["pwd"],
    });

    told.revoked.length = 0;
    const reused = await refresh(tokens.refresh_token);
    expect([reused.status, await reused.json()]).toMatchObject([400, { error: "invalid_grant" }]);
    expect((await refresh(second.refresh_token)).status).toBe(400);
    expect(told.revoked).toEqual([
      { tenantId: person.tenantId, subject: `consent:${clientId}:${person.id}` },
    ]);
    expect(told.audit.at(-1)).toMatchObject({
      tenantId: person.tenantId,
      event: { action: "refresh_token_reused", actor: `client:${clientId}` },
    });
  });

  test("that two present in the same moment end the family, whoever was served", async () => {
    for (let round = 0; round < 6; round++) {
      const { tokens, clientId } = await obtainTokens(page, app, person.email);
      const refresh = (token: string) =>
        redeem(app, { grant_type: "refresh_token", client_id: clientId, refresh_token: token });
      [told.revoked.length, told.audit.length] = [0, 0];
      const answers = await Promise.all([refresh(tokens.refresh_token), refresh(tokens.refresh_token)]);
      for (const answer of answers) {
        const { refresh_token } = await answer.json<Partial<Tokens>>();
        if (refresh_token) expect((await refresh(refresh_token)).status).toBe(400);
      }
      expect(answers.map(({ status }) => status)).toContain(400);
      expect(told.revoked).toContainEqual({
        tenantId: person.tenantId,
        subject: `consent:${clientId}:${person.id}`,
      });
      expect(told.audit.map(({ event }) => event.action)).toContain("refresh_token_reused");
    }
  });

  test("give no more scopes than were consented to, and are for one app", async () => {
    const { tokens, clientId } = await obtainTokens(page, app, person.email);
    const fields = { grant_type: "refresh_token", client_id: clientId, refresh_token: tokens.refresh_token };
    expect(await (await redeem(app, { ...fields, scope: "openid tracks:write" })).json()).toMatchObject({
      error: "invalid_scope",
    });
    const { client_id } = await register(app);
    expect(await (await redeem(app, { ...fields, client_id })).json()).toMatchObject({
      error: "invalid_grant",
    });
    expect((await redeem(app, { ...fields, scope: "openid" })).status).toBe(200);
  });

  test("end when the person takes their consent back, and the gateway is told", async () => {
    const { tokens, clientId } = await obtainTokens(page, app, person.email);
    const consents = await (await page.get("/auth/oauth2/get-consents")).json<
      { id: string; clientId: string }[]
    >();
    const { id } = consents.find((consent) => consent.clientId === clientId)!;
    const stranger = browser();
    await signIn(stranger, await createPerson());
    expect((await stranger.post("/auth/oauth2/delete-consent", { id })).status).toBe(401);
    expect((await page.post("/auth/oauth2/delete-consent", { id })).status).toBe(200);
    const fields = { grant_type: "refresh_token", client_id: clientId, refresh_token: tokens.refresh_token };
    expect((await redeem(app, fields)).status).toBe(400);
    expect(told.revoked).toContainEqual({
      tenantId: person.tenantId,
      subject: `consent:${clientId}:${person.id}`,
    });
  });

  test("give nothing for a tenant that the person has left", async () => {
    const leaver = await createPerson("member");
    const { tokens, clientId } = await obtainTokens(browser(), app, leaver.email);
    const { env } = await import("cloudflare:workers");
    await env.DB.prepare("delete from members where user_id = ?").bind(leaver.id).run();
    const fields = { grant_type: "refresh_token", client_id: clientId, refresh_token: tokens.refresh_token };
    expect(await (await redeem(app, fields)).json()).toMatchObject({ error: "invalid_grant" });
  });
});

describe("introspection and revocation", () => {
  test("a token that has ended is not active, and tells no app any more who somebody is", async () => {
    const post = { token_endpoint_auth_method: "client_secret_post" };
    for (const end of ["revoke", "consent"]) {
      const { client_id, client_secret = "" } = await register(app, post);
      const own = { client_id, client_secret };
      const tried = attempt();
      const back = await walk(page, authorizeAddress(client_id, tried), person.email);
      const code = { code: back.searchParams.get("code") ?? "", code_verifier: tried.verifier };
      const grant = { grant_type: "authorization_code", redirect_uri: CALLBACK, ...own, ...code };
      const { access_token: token } = await (await redeem(app, grant)).json<Tokens>();
      const seen = async () => [
        await (await app.form("/auth/oauth2/introspect", { token, ...own }, { origin: "" })).json(),
        (await app.get("/auth/oauth2/userinfo", { authorization: `Bearer ${token}` })).status,
      ];
      expect(await seen()).toEqual([expect.objectContaining({ active: true, sub: person.id }), 200]);
      if (end === "revoke") await app.form("/auth/oauth2/revoke", { token, ...own }, { origin: "" });
      else {
        const consents = await (await page.get("/auth/oauth2/get-consents")).json<
          { id: string; clientId?: string; client_id?: string }[]
        >();
        const consent = consents.find((one) => (one.client_id ?? one.clientId) === client_id);
        expect((await page.post("/auth/oauth2/delete-consent", { id: consent?.id })).status).toBe(200);
      }
      expect(await seen(), end).toEqual([{ active: false }, 401]);
    }
  });

  const confidential = { token_endpoint_auth_method: "client_secret_post" };

  test("tell an app of its own tokens, alive or not, and nobody else", async () => {
    const { client_id, client_secret = "" } = await register(app, confidential);
    const tried = attempt();
    const back = await walk(page, authorizeAddress(client_id, tried), person.email);
    const own = { client_id, client_secret };
    const { access_token, refresh_token } = await (
      await redeem(app, {
        grant_type: "authorization_code",
        ...own,
        code: back.searchParams.get("code") ?? "",
        redirect_uri: CALLBACK,
        code_verifier: tried.verifier,
      })
    ).json<Tokens>();
    const introspect = async (token: string, credentials: Record<string, string> = own) =>
      (await app.form("/auth/oauth2/introspect", { token, ...credentials }, { origin: "" })).json();
    expect(await introspect(access_token)).toMatchObject({
      active: true,
      sub: person.id,
      tenant: person.tenantId,
    });
    expect(await introspect(refresh_token)).toMatchObject({ active: true });

    const other = await register(app, confidential);
    const theirs = { client_id: other.client_id, client_secret: other.client_secret ?? "" };
    expect(await introspect(access_token, theirs)).toEqual({ active: false });
    const wrong = await app.form(
      "/auth/oauth2/introspect",
      { token: access_token, client_id, client_secret: "wrong" },
      { origin: "" },
    );
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: "invalid_client" }]);
    for (const forged of [
      `${access_token.slice(0, -6)}AAAAAA`,
      access_token.replace(/^[^.]+/, UNKNOWN_KEY),
      "none",
      "",
    ])
      expect(await introspect(forged), forged).not.toMatchObject({ active: true });

    const revoked = await app.form("/auth/oauth2/revoke", { token: refresh_token, ...own }, { origin: "" });
    expect(revoked.status).toBe(200);
    expect(await introspect(refresh_token)).toEqual({ active: false });
    expect((await redeem(app, { grant_type: "refresh_token", refresh_token, ...own })).status).toBe(400);

    // What the session began ends with it.
    await page.post("/auth/sign-out");
    expect(await introspect(access_token)).toEqual({ active: false });
  });
});
