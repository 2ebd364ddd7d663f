import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newId } from "../../../src/database/index.ts";
import type { OpenIdProvider } from "../../../src/identity/index.ts";
import {
  type Browser,
  createPerson,
  identityUnderTest,
  ORIGIN,
  type Person,
  signIn,
} from "./identity-under-test.ts";
import { type Statement, samlIdentityProvider } from "./saml-identity-provider.ts";

const ISSUER = "https://idp.example.com";
const CLIENT = { clientId: "descant", clientSecret: "a secret between us" };

/** An OpenID provider behind the platform's fetch: it says of whoever comes what `claims` say. */
async function openIdProvider(claims: Record<string, unknown>, issuer = ISSUER) {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const asked: string[] = [];
  let nonce: string | undefined;
  const answers: Record<string, () => Promise<unknown>> = {
    "/.well-known/openid-configuration": async () => ({
      issuer,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/jwks`,
      id_token_signing_alg_values_supported: ["ES256"],
    }),
    "/jwks": async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }] }),
    "/token": async () => ({
      access_token: "theirs",
      token_type: "Bearer",
      id_token: await new SignJWT({ ...claims, ...(nonce && { nonce }) })
        .setProtectedHeader({ alg: "ES256", kid: "one" })
        .setIssuer(ISSUER)
        .setAudience(CLIENT.clientId)
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(privateKey),
    }),
  };
  vi.stubGlobal("fetch", async (input: RequestInfo | URL) => {
    const { origin, pathname } = new URL(input instanceof Request ? input.url : input);
    asked.push(origin + pathname);
    const answer = origin === ISSUER ? answers[pathname] : undefined;
    return answer ? Response.json(await answer()) : new Response(null, { status: 404 });
  });
  return {
    asked,
    /** Where the provider sends the person back to, once it has been told where they come from. */
    back: (url: string) => {
      const sent = new URL(url);
      nonce = sent.searchParams.get("nonce") ?? undefined;
      const to = new URL(sent.searchParams.get("redirect_uri") ?? "");
      to.search = new URLSearchParams({
        code: "theirs",
        state: sent.searchParams.get("state") ?? "",
      }).toString();
      return to.pathname + to.search;
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

describe("an organisation's own sign-in", () => {
  const { browser, told } = identityUnderTest({ signUp: "invited" });
  let owner: Person;
  let page: Browser;
  let providerId: string;

  beforeEach(async () => {
    owner = await createPerson("owner");
    page = browser();
    await signIn(page, owner);
    providerId = `p-${newId().toLowerCase()}`;
  });

  const register = (config: Record<string, unknown>, from = page) =>
    from.post("/auth/sso/register", {
      providerId,
      issuer: ISSUER,
      domain: "example.com",
      organizationId: owner.tenantId,
      ...config,
    });
  const start = async (from: Browser) =>
    (
      await (
        await from.post("/auth/sign-in/sso", { providerId, callbackURL: "/account" })
      ).json<{ url: string }>()
    ).url;

  test("by OpenID lets its people in, as members of its tenant", async () => {
    const email = `${newId().toLowerCase()}@example.com`;
    const provider = await openIdProvider({ sub: newId(), email, name: "Ada" });
    expect((await register({ oidcConfig: CLIENT })).status).toBe(200);
    expect(told.audit.at(-1)?.event).toMatchObject({ action: "sso_changed", target: `sso:${providerId}` });

    const guest = browser();
    const answer = await guest.get(provider.back(await start(guest)));
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/account"]);
    expect(await (await guest.get("/auth/get-session")).json()).toMatchObject({
      session: { methods: "fed", activeOrganizationId: owner.tenantId },
      user: { email, emailVerified: false },
    });
    expect(await (await guest.get("/auth/organization/get-active-member")).json()).toMatchObject({
      role: "member",
    });
    // The plugin also looks the provider's host up, which workerd does by DNS over HTTPS.
    const others = provider.asked.filter((address) => !address.startsWith(`${ISSUER}/`));
    expect(new Set(others.map((address) => new URL(address).hostname))).toEqual(
      new Set(["cloudflare-dns.com"]),
    );
  });

  test("takes over no account that exists, whatever the provider says of its address", async () => {
    const victim = await createPerson("owner");
    const provider = await openIdProvider({ sub: newId(), email: victim.email, email_verified: true });
    await register({ oidcConfig: CLIENT });
    const attacker = browser();
    const answer = await attacker.get(provider.back(await start(attacker)));
    expect(answer.headers.get("location")).toMatch(/error=/);
    expect(await (await attacker.get("/auth/get-session")).json()).toBeNull();
  });

  test("is refused with a state that was used, or is somebody else's", async () => {
    const provider = await openIdProvider({ sub: newId(), email: `${newId().toLowerCase()}@example.com` });
    await register({ oidcConfig: CLIENT });
    const guest = browser();
    const comeback = provider.back(await start(guest));
    const other = browser();
    expect((await other.get(comeback)).headers.get("location")).toMatch(/error/);
    expect(await (await other.get("/auth/get-session")).json()).toBeNull();
    const mine = provider.back(await start(guest));
    await guest.get(mine);
    expect((await guest.get(mine)).headers.get("location")).toMatch(/error/);
  });

  test.each([
    ["member", 403],
    ["analyst", 403],
    ["admin", 403],
  ] as const)("is not a %s's to set up", async (role, status) => {
    await openIdProvider({});
    const from = browser();
    await signIn(from, await createPerson(role, owner.tenantId));
    expect((await register({ oidcConfig: CLIENT }, from)).status).toBe(status);
  });

  test("is refused for another tenant, without one, and for a provider that is not who it says", async () => {
    await openIdProvider({}, "https://other.example.com");
    expect((await register({ oidcConfig: CLIENT })).status).toBe(400);
    await openIdProvider({});
    const { tenantId } = await createPerson();
    expect((await register({ oidcConfig: CLIENT, organizationId: tenantId })).status).toBe(403);
    expect((await register({ oidcConfig: CLIENT, organizationId: undefined })).status).toBe(403);
    expect((await register({ oidcConfig: CLIENT, issuer: "https://nobody.example.com" })).status).toBe(400);
    expect((await register({})).status).toBe(400);
    expect(
      (await page.post("/auth/sign-in/sso", { email: "x@example.com", callbackURL: "/account" })).status,
    ).toBe(400);
  });

  describe("by SAML", () => {
    const idp = samlIdentityProvider();

    /** Sets the provider up, begins to sign in, and gives what the response has to say. */
    async function begin(guest: Browser): Promise<{ statement: Statement; relayState: string; acs: string }> {
      const audience = `${ORIGIN}/auth/sso/saml2/sp/metadata?providerId=${providerId}`;
      const samlConfig = {
        issuer: audience,
        entryPoint: "https://idp.example.com/sso",
        audience,
        idpMetadata: { metadata: idp.metadata },
        spMetadata: { entityID: audience },
        callbackUrl: "https://evil.test/",
      };
      const registered = await register({ samlConfig, issuer: audience });
      if (registered.status !== 200) throw new Error(await registered.text());
      const sent = new URL(await start(guest));
      const deflated = Uint8Array.from(atob(sent.searchParams.get("SAMLRequest") ?? ""), (char) =>
        char.charCodeAt(0),
      );
      const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      const inResponseTo = /ID="([^"]+)"/.exec(await new Response(stream).text())?.[1] ?? "";
      const acs = `/auth/sso/saml2/sp/acs/${providerId}`;
      const email = `${newId().toLowerCase()}@example.com`;
      return {
        statement: { recipient: ORIGIN + acs, audience, inResponseTo, email },
        relayState: sent.searchParams.get("RelayState") ?? "",
        acs,
      };
    }

    const post = (from: Browser, acs: string, SAMLResponse: string, RelayState: string) =>
      from.form(acs, { SAMLResponse, RelayState }, { origin: "https://idp.example.com", cookie: "" });

    test("lets its people in by a signed assertion, once", async () => {
      const guest = browser();
      const { statement, relayState, acs } = await begin(guest);
      const response = idp.respond(statement);
      const answer = await post(guest, acs, response, relayState);
      expect([answer.status, answer.headers.get("location")]).toEqual([302, "/account"]);
      expect(await (await guest.get("/auth/get-session")).json()).toMatchObject({
        session: { methods: "fed", activeOrganizationId: owner.tenantId },
        user: { email: statement.email },
      });
      const thief = browser();
      await post(thief, acs, response, relayState);
      expect(await (await thief.get("/auth/get-session")).json()).toBeNull();
    });

    test.each<[string, (statement: Statement) => string]>([
      ["not signed", (statement) => idp.respond(statement, false)],
      ["signed by another key", (statement) => samlIdentityProvider().respond(statement)],
      [
        "changed after it was signed",
        (statement) => btoa(atob(idp.respond(statement)).replaceAll(statement.email, "someone@example.com")),
      ],
      [
        "for another audience",
        (statement) => idp.respond({ ...statement, audience: "https://other.example" }),
      ],
      ["too old", (statement) => idp.respond({ ...statement, until: Date.now() - 3_600_000 })],
      [
        "an answer to nothing that was asked",
        (statement) => idp.respond({ ...statement, inResponseTo: "_unknown" }),
      ],
    ])("lets nobody in by an assertion that is %s", async (_, respond) => {
      const guest = browser();
      const { statement, relayState, acs } = await begin(guest);
      await post(guest, acs, respond(statement), relayState);
      expect(await (await guest.get("/auth/get-session")).json()).toBeNull();
    });
  });
});

describe("the operator's providers", () => {
  const provider: OpenIdProvider = { id: "example", name: "Example", issuer: ISSUER, ...CLIENT };
  const start = async (from: Browser) =>
    (
      await (
        await from.post("/auth/sign-in/social", { provider: "example", callbackURL: "/account" })
      ).json<{ url: string }>()
    ).url;

  test("let new people in where anybody may come, and are named on the sign-in page", async () => {
    const email = `${newId().toLowerCase()}@example.com`;
    const idp = await openIdProvider({ sub: newId(), email, email_verified: true, name: "Ada" });
    const { browser, told } = identityUnderTest({ providers: [provider] });
    const guest = browser();
    expect(await (await guest.get("/auth/ways-in")).json()).toEqual({
      signUp: "open",
      providers: [{ id: "example", name: "Example" }],
    });
    const answer = await guest.get(idp.back(await start(guest)));
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/account"]);
    expect(await (await guest.get("/auth/get-session")).json()).toMatchObject({
      session: { methods: "fed" },
    });
    expect(told.audit.map(({ event }) => event.action)).toEqual(["sign_up", "sign_in"]);
  });

  test("let in by invitation only those whose address was invited", async () => {
    const email = `${newId().toLowerCase()}@example.com`;
    const idp = await openIdProvider({ sub: newId(), email, email_verified: true, name: "Ada" });
    const { browser } = identityUnderTest({ providers: [provider], signUp: "invited" });
    const guest = browser();
    await guest.get(idp.back(await start(guest)));
    expect(await (await guest.get("/auth/get-session")).json()).toBeNull();
    const owner = await createPerson("owner");
    const page = browser();
    await signIn(page, owner);
    await page.post("/auth/organization/invite-member", { email, role: "member" });
    await guest.get(idp.back(await start(guest)));
    expect(await (await guest.get("/auth/get-session")).json()).toMatchObject({ user: { email } });
  });

  test("take over no account that exists", async () => {
    const victim = await createPerson();
    const idp = await openIdProvider({ sub: newId(), email: victim.email, email_verified: true });
    const { browser } = identityUnderTest({ providers: [provider] });
    const guest = browser();
    await guest.get(idp.back(await start(guest)));
    expect(await (await guest.get("/auth/get-session")).json()).toBeNull();
  });

  test.each([
    ["that was there before", []],
    ["that comes later", [provider]],
  ])("cannot be impersonated by a tenant's own of the same name, %s", async (_, known) => {
    const claims = { sub: newId(), email: `${newId().toLowerCase()}@example.com`, email_verified: true };
    const { browser } = identityUnderTest({ providers: [provider] });
    const victim = browser();
    const idp = await openIdProvider({ ...claims, name: "Ada" });
    await victim.get(idp.back(await start(victim)));
    expect(await (await victim.get("/auth/get-session")).json()).toMatchObject({
      user: { email: claims.email },
    });

    const attacker = await createPerson("owner");
    const page = identityUnderTest({ providers: known }).browser();
    await signIn(page, attacker);
    const registered = await page.post("/auth/sso/register", {
      providerId: provider.id,
      issuer: ISSUER,
      domain: "example.com",
      organizationId: attacker.tenantId,
      oidcConfig: CLIENT,
    });
    expect.soft(registered.status).toBe(known.length > 0 ? 400 : 200);
    const guest = browser();
    const begun = await guest.post("/auth/sign-in/sso", { providerId: provider.id, callbackURL: "/account" });
    expect.soft(begun.status).toBe(400);
    const { url } = await begun.json<{ url?: string }>();
    if (url) await guest.get(idp.back(url));
    expect(await (await guest.get("/auth/get-session")).json()).toBeNull();
  });

  test("being down is nobody else's problem", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("down")));
    const { browser } = identityUnderTest({ providers: [provider] });
    await signIn(browser(), await createPerson());
    const answer = await browser().post("/auth/sign-in/social", {
      provider: "example",
      callbackURL: "/account",
    });
    expect(answer.status).toBe(404);
  });
});
