import { env } from "cloudflare:workers";
import { decodeJwt } from "jose";
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
  obtainTokens,
  redeem,
  register,
  type Tokens,
  walk,
} from "./stranger.ts";

const { browser, told } = identityUnderTest();
const app = browser("192.0.2.1");
let owner: Person;
let page: Browser;

beforeAll(async () => {
  owner = await createPerson("owner");
  page = browser();
  await signIn(page, owner);
});

interface ServiceClient {
  client_id: string;
  client_secret: string;
  scopes: string[];
}

const makeService = async (from: Browser, scopes: string[]) =>
  from.post("/auth/service-clients", { name: "Nightly import", scopes });

const basic = ({ client_id, client_secret }: ServiceClient) => ({
  authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}`,
});

describe("an app that acts for its tenant itself", () => {
  test("gets tokens of its tenant, as a service, with the scopes it was made with and no others", async () => {
    const made = await makeService(page, ["tracks:read", "tracks:write"]);
    expect(made.status).toBe(200);
    const client = await made.json<ServiceClient>();
    const ask = (fields: Record<string, string> = {}) =>
      redeem(app, { grant_type: "client_credentials", ...fields }, basic(client));
    const { access_token, ...rest } = await (await ask()).json<Tokens>();
    expect(rest).toMatchObject({ token_type: "Bearer", expires_in: 600, scope: "tracks:read tracks:write" });
    expect(rest).not.toHaveProperty("refresh_token");
    expect(decodeJwt(access_token)).toMatchObject({
      iss: ORIGIN,
      aud: API,
      sub: client.client_id,
      client_id: client.client_id,
      tenant: owner.tenantId,
      role: "service",
      scope: "tracks:read tracks:write",
    });
    expect(decodeJwt(access_token)).not.toHaveProperty("amr");
    expect((await (await ask({ scope: "tracks:read" })).json<Tokens>()).scope).toBe("tracks:read");
    for (const scope of ["keys:manage", "openid", "tracks:read audit:read"])
      expect(await (await ask({ scope })).json()).toMatchObject({ error: "invalid_scope" });
    expect(await (await ask({ resource: "https://elsewhere.example/" })).json()).toMatchObject({
      error: "invalid_target",
    });
    expect(told.audit).toContainEqual({
      tenantId: owner.tenantId,
      event: {
        action: "oauth_client_registered",
        outcome: "done",
        actor: `user:${owner.id}`,
        target: `client:${client.client_id}`,
      },
    });
  });

  test("shows its secret, which is not kept in clear", async () => {
    const client = await (await makeService(page, ["tracks:read"])).json<ServiceClient>();
    const row = await env.DB.prepare("select * from oauth_clients where client_id = ?")
      .bind(client.client_id)
      .first();
    expect(JSON.stringify(row)).not.toContain(client.client_secret);
    for (const client_secret of ["", "wrong", `${client.client_secret} `]) {
      const answer = await redeem(
        app,
        { grant_type: "client_credentials" },
        basic({ ...client, client_secret }),
      );
      expect([client_secret, answer.status]).toEqual([client_secret, 401]);
    }
  });

  describe("made by somebody who goes", () => {
    /** An admin's app, and what it is answered when it asks for a token. */
    const make = async () => {
      const admin = await createPerson("admin", owner.tenantId);
      const from = browser();
      await signIn(from, admin);
      const client = await (await makeService(from, ["tracks:read", "audit:read"])).json<ServiceClient>();
      const ask = async (scope = "tracks:read", secret = client.client_secret) => {
        const credentials = basic({ ...client, client_secret: secret });
        const answer = await redeem(app, { grant_type: "client_credentials", scope }, credentials);
        return [answer.status, (await answer.json<{ error?: string }>()).error];
      };
      const memberId = await env.DB.prepare("select id from members where user_id = ?")
        .bind(admin.id)
        .first<string>("id");
      return { client, ask, memberId };
    };
    const ENDED = [400, "unauthorized_client"];

    test("ends with them, for they know its secret", async () => {
      const { client, ask, memberId } = await make();
      expect(await ask()).toEqual([200, undefined]);
      await page.post("/auth/organization/remove-member", { memberIdOrEmail: memberId });
      expect(await ask()).toEqual(ENDED);
      const subject = `client:${client.client_id}`;
      expect(told.revoked).toContainEqual({ tenantId: owner.tenantId, subject });
    });

    test("is narrowed as their role is", async () => {
      const { client, ask, memberId } = await make();
      await page.post("/auth/organization/update-member-role", { memberId, role: "member" });
      expect(await ask("audit:read")).toEqual(ENDED);
      expect(await ask("tracks:read audit:read")).toEqual(ENDED);
      expect(await ask("tracks:read")).toEqual([200, undefined]);
      const subject = `client:${client.client_id}`;
      expect(told.revoked).toContainEqual({ tenantId: owner.tenantId, subject });
    });

    test("goes on as the app of who gives it another secret", async () => {
      const { client, ask, memberId } = await make();
      const { client_id } = client;
      const rotated = await page.post("/auth/oauth2/client/rotate-secret", { client_id });
      const { client_secret } = await rotated.json<ServiceClient>();
      await page.post("/auth/organization/remove-member", { memberIdOrEmail: memberId });
      expect(await ask("tracks:read", client_secret)).toEqual([200, undefined]);
      expect((await ask("tracks:read"))[0]).toBe(401);
    });
  });

  test.each([
    ["member", 403],
    ["analyst", 403],
    ["admin", 200],
  ] as const)("is made by an %s with answer %i", async (role, status) => {
    const from = browser();
    await signIn(from, await createPerson(role));
    expect((await makeService(from, ["tracks:read"])).status).toBe(status);
  });

  test("takes scopes that exist, and a sign-in that is fresh", async () => {
    expect((await makeService(page, ["root"])).status).toBe(400);
    expect((await makeService(page, [])).status).toBe(400);
    const from = browser();
    const person = await createPerson("owner");
    await signIn(from, person);
    await env.DB.prepare("update sessions set authenticated_at = 1 where user_id = ?").bind(person.id).run();
    expect((await makeService(from, ["tracks:read"])).status).toBe(401);
    expect((await makeService(browser(), ["tracks:read"])).status).toBe(401);
  });
});

describe("a tenant's apps", () => {
  const make = async (from: Browser) =>
    (
      await from.post("/auth/oauth2/create-client", { client_name: "Ours", redirect_uris: [CALLBACK] })
    ).json<ServiceClient>();

  test("are seen, changed and removed by nobody else", async () => {
    const stranger = browser();
    await signIn(stranger, await createPerson("owner"));
    const client = await make(page);
    const listed = async (from: Browser) =>
      JSON.stringify(await (await from.get("/auth/oauth2/get-clients")).json());
    expect(await listed(page)).toContain(client.client_id);
    expect(await listed(stranger)).not.toContain(client.client_id);
    const { client_id } = client;
    const refused = [
      stranger.get(`/auth/oauth2/get-client?client_id=${client_id}`),
      stranger.post("/auth/oauth2/update-client", { client_id, update: { client_name: "taken" } }),
      stranger.post("/auth/oauth2/client/rotate-secret", { client_id }),
      stranger.post("/auth/oauth2/delete-client", { client_id }),
    ];
    for (const answer of await Promise.all(refused)) expect(answer.status).toBe(401);
    expect(await listed(page)).toContain("Ours");
  });

  test("take with them what they were given, in every tenant", async () => {
    const { client_id } = await make(page);
    // A public app for the walk: the tenant's own one has a secret.
    const update = { client_id, update: { client_name: "Ours too" } };
    expect((await page.post("/auth/oauth2/update-client", update)).status).toBe(200);
    const person = await createPerson("member");
    const { clientId } = await obtainTokens(browser(), app, person.email);
    await env.DB.prepare("update oauth_clients set tenant_id = ? where client_id = ?")
      .bind(owner.tenantId, clientId)
      .run();
    told.revoked.length = 0;
    expect((await page.post("/auth/oauth2/delete-client", { client_id: clientId })).status).toBe(200);
    expect(told.revoked).toEqual(
      expect.arrayContaining([
        { tenantId: owner.tenantId, subject: `client:${clientId}` },
        { tenantId: person.tenantId, subject: `client:${clientId}` },
      ]),
    );
    for (const table of ["oauth_clients", "oauth_consents", "oauth_refresh_tokens"]) {
      const left = await env.DB.prepare(`select count(*) as n from ${table} where client_id = ?`)
        .bind(clientId)
        .first("n");
      expect([table, left]).toEqual([table, 0]);
    }
  });

  test("get rights over a tenant's management from its own people only", async () => {
    const theirs = await createPerson("owner");
    const ask = async (email: string, from: Browser) => {
      const scope = "openid tracks:read tracks:delete";
      const made = await page.post("/auth/oauth2/create-client", {
        client_name: "Ours",
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: "none",
        scope,
      });
      const { client_id } = await made.json<{ client_id: string }>();
      return walk(from, authorizeAddress(client_id, attempt(), { scope }), email);
    };
    expect((await ask(owner.email, browser())).searchParams.get("code")).toBeTruthy();
    await expect(ask(theirs.email, browser())).rejects.toThrow("APP_OF_ANOTHER_TENANT");
  });

  test("that somebody registers while signed in belong to their tenant, if they may", async () => {
    const { client_id } = await register(page);
    const row = await env.DB.prepare("select tenant_id from oauth_clients where client_id = ?")
      .bind(client_id)
      .first();
    expect(row).toEqual({ tenant_id: owner.tenantId });
    const member = browser();
    await signIn(member, await createPerson("member"));
    const answer = await member.post("/auth/oauth2/register", {
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: "none",
    });
    expect(answer.status).toBe(403);
  });
});

describe("a device", () => {
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";

  async function start() {
    const { client_id } = await register(app, {
      grant_types: [grant_type],
      redirect_uris: undefined,
    });
    const answer = await app.form(
      "/auth/device/code",
      { client_id, scope: "openid tracks:read" },
      { origin: "" },
    );
    const codes = await answer.json<{ device_code: string; user_code: string; verification_uri: string }>();
    const poll = () => {
      // The device asks no more often than it was told; the clock of the test does not wait for that.
      const { device_code } = codes;
      return env.DB.prepare("update device_codes set last_polled_at = null where device_code = ?")
        .bind(device_code)
        .run()
        .then(() => redeem(app, { grant_type, device_code, client_id }));
    };
    return { ...codes, client_id, poll };
  }

  test("is let in by a person who reads its code, in the tenant they have chosen", async () => {
    const { user_code, verification_uri, poll, client_id } = await start();
    expect(verification_uri).toBe(`${ORIGIN}/device`);
    expect(await (await poll()).json()).toMatchObject({ error: "authorization_pending" });
    const shown = await page.get(`/auth/device?user_code=${user_code}`);
    expect(await shown.json()).toMatchObject({ status: "pending", client_id, scope: "openid tracks:read" });
    expect((await page.post("/auth/device/approve", { userCode: user_code })).status).toBe(200);
    const tokens = await (await poll()).json<Tokens>();
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: expect.arrayContaining([API]),
      tenant: owner.tenantId,
      role: "owner",
      client_id,
      scope: "openid tracks:read",
    });
    expect(told.audit.at(-1)?.event.action).toBe("device_approved");
    expect(await (await poll()).json()).toMatchObject({ error: "invalid_grant" });
  });

  test("is turned away, and asks in vain with a code that nobody approved or somebody else's", async () => {
    const { user_code, poll } = await start();
    await page.get(`/auth/device?user_code=${user_code}`);
    const other = browser();
    await signIn(other, await createPerson());
    expect((await other.post("/auth/device/approve", { userCode: user_code })).status).toBe(403);
    expect((await page.post("/auth/device/deny", { userCode: user_code })).status).toBe(200);
    expect(await (await poll()).json()).toMatchObject({ error: "access_denied" });
    expect((await page.post("/auth/device/approve", { userCode: "AAAAAAAA" })).status).toBe(400);
    expect((await page.get("/auth/device?user_code=AAAAAAAA")).status).toBe(400);
    expect((await browser().post("/auth/device/approve", { userCode: user_code })).status).toBe(401);
  });

  test("gets no session of ours", async () => {
    const { device_code, client_id } = await start();
    expect((await app.post("/auth/device/token", { grant_type, device_code, client_id })).status).toBe(404);
  });
});
