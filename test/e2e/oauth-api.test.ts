import * as client from "openid-client";
import { beforeAll, describe, expect, it } from "vitest";
import {
  callApi,
  expectRefusedSoon,
  PLAIN_HTTP,
  registerApp,
  type SignedIn,
  signInWith,
} from "./oauth/app.ts";
import { Browser } from "./oauth/browser.ts";
import { activeTenant, invite, type Person, signIn, signInOwner } from "./oauth/person.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);
const ALL = "openid offline_access tracks:read tracks:write usage:read";

let site: URL;
let owner: Person;

beforeAll(async () => {
  site = descant.running.url;
  owner = await signInOwner(descant.running);
});

/** What the API answers to a token. */
async function answerTo(token: string, path: string, init?: RequestInit) {
  const answer = await callApi(site, token, path, init);
  const body = (await answer.json().catch(() => null)) as { error?: { code: string } } | null;
  return { status: answer.status, code: body?.error?.code };
}

/** Signs somebody in through an app of its own, so that no test ends what another one uses. */
async function freshlySignedIn(
  person: Person,
  scope = ALL,
): Promise<SignedIn & { own: client.Configuration }> {
  const own = await registerApp(site);
  return { own, ...(await signInWith(own, person.browser, scope)) };
}

describe("a stranger's app calls the API", () => {
  it("and may do what the person agreed to, no more", async () => {
    const reading = (await freshlySignedIn(owner, "openid tracks:read")).tokens.access_token;
    expect(await answerTo(reading, "/v1/tracks")).toMatchObject({ status: 200 });
    const upload = { method: "POST", body: "no sound", headers: { "content-type": "audio/mpeg" } };
    expect(await answerTo(reading, "/v1/tracks", upload)).toEqual({
      status: 403,
      code: "insufficient_scope",
    });
    expect(await answerTo(reading, "/v1/usage")).toEqual({ status: 403, code: "insufficient_scope" });
    expect(await answerTo(reading, "/v1/keys")).toEqual({ status: 403, code: "insufficient_scope" });

    const writing = (await freshlySignedIn(owner)).tokens.access_token;
    // It may upload; this is just no recording.
    expect((await answerTo(writing, "/v1/tracks", upload)).status).toBe(415);
    expect(await answerTo(writing, "/v1/usage")).toMatchObject({ status: 200 });
  });

  it("and is no more than the person's role, whatever scopes it has", async () => {
    const analyst = await invite(site, owner, "analyst");
    const token = (await freshlySignedIn(analyst)).tokens.access_token;
    expect(await answerTo(token, "/v1/tracks")).toMatchObject({ status: 200 });
    const upload = { method: "POST", body: "no sound", headers: { "content-type": "audio/mpeg" } };
    expect(await answerTo(token, "/v1/tracks", upload)).toEqual({ status: 403, code: "forbidden" });
  });

  it("and cannot ask for the management of the tenant by registering itself", async () => {
    for (const scope of ["tenant:manage", "audit:read", "keys:manage", "tracks:delete"])
      await expect(freshlySignedIn(owner, `openid ${scope}`)).rejects.toMatchObject({
        error: "invalid_scope",
      });
  });

  it("and sees one tenant: that which the person had chosen when they agreed, and never another's recordings", async () => {
    const [here, there] = [await activeTenant(owner.browser), "another".padEnd(22, "0")];
    await descant.rows("insert into tenants (id, name, slug) values (?, 'other', 'other')", there);
    const trackId = "track".padEnd(22, "0");
    await descant.rows(
      `insert into tracks (id, tenant_id, provenance, sha256, size_bytes, format, media_type, object_key)
       values (?, ?, 'upload', 'x', 1, 'mp3', 'audio/mpeg', 'x')`,
      trackId,
      there,
    );
    const { tokens } = await freshlySignedIn(owner);
    expect(await answerTo(tokens.access_token, `/v1/tracks/${trackId}`)).toMatchObject({ status: 404 });
    await descant.rows("update tracks set tenant_id = ? where id = ?", here, trackId);
    expect(await answerTo(tokens.access_token, `/v1/tracks/${trackId}`)).toMatchObject({ status: 200 });
  });
});

describe("what ends an app's access within seconds, and its refreshing at once", () => {
  it("the person withdraws their consent; a new one counts again", async () => {
    const { own, tokens } = await freshlySignedIn(owner);
    expect(await answerTo(tokens.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
    const { body: consents } =
      await owner.browser.send<{ id: string; clientId: string }[]>("/auth/oauth2/get-consents");
    const consent = consents.find(({ clientId }) => clientId === own.clientMetadata().client_id)!;
    const withdrawn = await owner.browser.send("/auth/oauth2/delete-consent", { body: { id: consent.id } });
    expect(withdrawn.status).toBe(200);
    await expect(client.refreshTokenGrant(own, tokens.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expectRefusedSoon(site, tokens.access_token);

    // Tokens carry whole seconds, and one of the second of the withdrawal would count as older.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const again = await signInWith(own, owner.browser, ALL);
    expect(again.approval.asked).toEqual(["consent"]);
    expect(await answerTo(again.tokens.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
  });

  it("the session ends that it came from", async () => {
    const person = await signInOwner(descant.running);
    const { tokens } = await freshlySignedIn(person);
    expect(await answerTo(tokens.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
    expect((await person.browser.send("/auth/sign-out", { body: {} })).status).toBe(200);
    await expectRefusedSoon(site, tokens.access_token);
    // Another session of theirs goes on.
    const { tokens: others } = await freshlySignedIn(owner);
    expect(await answerTo(others.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
  });

  it("the owner removes the person from the tenant", async () => {
    const member = await invite(site, owner, "member");
    const { own, tokens } = await freshlySignedIn(member);
    expect(await answerTo(tokens.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
    const removed = await owner.browser.send("/auth/organization/remove-member", {
      body: { memberIdOrEmail: member.email, organizationId: await activeTenant(owner.browser) },
    });
    expect(removed.status, JSON.stringify(removed.body)).toBe(200);
    await expect(client.refreshTokenGrant(own, tokens.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expectRefusedSoon(site, tokens.access_token);
    expect((await member.browser.send("/auth/token")).status).toBe(403);
  });

  it("the owner changes the person's role: the next token has the new one", async () => {
    const member = await invite(site, owner, "member");
    const { own, tokens } = await freshlySignedIn(member);
    const organizationId = await activeTenant(owner.browser);
    const { body } = await owner.browser.send<{ members: { id: string; userId: string }[] }>(
      `/auth/organization/list-members?organizationId=${organizationId}`,
    );
    const { id } = body.members.find(({ userId }) => userId === member.id)!;
    const changed = await owner.browser.send("/auth/organization/update-member-role", {
      body: { memberId: id, role: "analyst", organizationId },
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    await expectRefusedSoon(site, tokens.access_token);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const next = await client.refreshTokenGrant(own, tokens.refresh_token!);
    const upload = { method: "POST", body: "no sound", headers: { "content-type": "audio/mpeg" } };
    expect(await answerTo(next.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
    expect(await answerTo(next.access_token, "/v1/tracks", upload)).toEqual({
      status: 403,
      code: "forbidden",
    });
  });

  it("the person changes their password and ends the other sessions", async () => {
    const member = await invite(site, owner, "member");
    const elsewhere = await signIn(site, member);
    await elsewhere.browser.send("/auth/organization/set-active", {
      body: { organizationId: await activeTenant(owner.browser) },
    });
    const { tokens } = await freshlySignedIn(elsewhere);
    expect(await answerTo(tokens.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
    const changed = await member.browser.send("/auth/change-password", {
      body: {
        currentPassword: member.password,
        newPassword: "another long pass phrase",
        revokeOtherSessions: true,
      },
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    await expectRefusedSoon(site, tokens.access_token);
    expect((await new Browser(site).send("/auth/sign-in/email", { body: member })).status).toBe(401);
  });

  it("the app revokes its access token, and no other app can", async () => {
    const { own, tokens } = await freshlySignedIn(owner);
    const thief = await registerApp(site);
    await client.tokenRevocation(thief, tokens.access_token);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await answerTo(tokens.access_token, "/v1/tracks")).toMatchObject({ status: 200 });
    await client.tokenRevocation(own, tokens.access_token);
    await expectRefusedSoon(site, tokens.access_token);
  });

  it("the owner deletes an app that acts for itself", async () => {
    const made = await owner.browser.send<{ client_id: string; client_secret: string }>(
      "/auth/service-clients",
      { body: { name: "A job", scopes: ["tracks:read"] } },
    );
    const { client_id, client_secret } = made.body;
    const job = await client.discovery(
      site,
      client_id,
      undefined,
      client.ClientSecretBasic(client_secret),
      PLAIN_HTTP,
    );
    const { access_token } = await client.clientCredentialsGrant(job);
    expect(await answerTo(access_token, "/v1/tracks")).toMatchObject({ status: 200 });
    const deleted = await owner.browser.send("/auth/oauth2/delete-client", { body: { client_id } });
    expect(deleted.status, JSON.stringify(deleted.body)).toBe(200);
    await expectRefusedSoon(site, access_token);
    await expect(client.clientCredentialsGrant(job)).rejects.toMatchObject({ status: 401 });
  });
});
