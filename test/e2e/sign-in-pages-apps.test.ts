import { createHash, randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { chromiumIsMissing } from "./chromium.ts";
import { barriers, overflow } from "./page-checks.ts";
import { PHONE, useSignInPages } from "./sign-in-pages.ts";

const missing = chromiumIsMissing("These tests are");
const pages = useSignInPages(missing);

/** Registers an app, as anybody may (RFC 7591). */
async function register(metadata: Record<string, unknown>): Promise<string> {
  const answer = await fetch(pages.at("/auth/oauth2/register"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token_endpoint_auth_method: "none", application_type: "native", ...metadata }),
  });
  const body = (await answer.json()) as { client_id: string };
  expect(answer.status, JSON.stringify(body)).toBeLessThan(300);
  return body.client_id;
}

/** The address to which an app sends a person, with what it needs afterwards. */
function authorize(clientId: string, scope: string): { path: string; verifier: string; state: string } {
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(8).toString("hex");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: pages.callback,
    scope,
    state,
    resource: pages.at("/v1"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  return { path: `/auth/oauth2/authorize?${query}`, verifier, state };
}

const app = () =>
  register({
    client_name: "Tempo <i>Finder</i>",
    client_uri: "https://tempo.example",
    redirect_uris: [pages.callback],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
  });

const answered = async (page: Page): Promise<URLSearchParams> => {
  await page.waitForURL(`${pages.callback}*`);
  return new URL(page.url()).searchParams;
};

describe.skipIf(missing)("apps of others", () => {
  it("are signed in to, named with all they ask for, and refused", async () => {
    const { path, state } = authorize(await app(), "openid tracks:read tracks:write");
    const page = await pages.visit("/sign-in");
    await page.goto(pages.at(path));
    await page.getByText("to go on to 127.0.0.1:").waitFor();
    await page.getByRole("link", { name: "Deutsch" }).click();
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await pages.signIn(page);

    await page.getByRole("heading", { name: "Tempo <i>Finder</i> asks for access" }).waitFor();
    await expect
      .poll(() => page.locator(".scopes li").allTextContents())
      .toEqual([
        "Know that it is you",
        "See the tracks of the organisation and what was worked out about them, and listen to them",
        "Upload tracks and have them analysed",
      ]);
    const text = (await page.locator("main").textContent())!;
    expect(text).toContain("After this you go to A program on this computer");
    expect(text).toContain("For the organisation local");
    expect(text).toContain("Nobody here has checked this app.");
    expect(text).toContain(`You are signed in as ${pages.owner.email}.`);
    await expect.poll(() => barriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Refuse" }).click();
    const answer = await answered(page);
    expect(answer.get("error")).toBe("access_denied");
    expect(answer.get("state")).toBe(state);
    expect(answer.has("code")).toBe(false);
  });

  it("get a code that works once they are allowed, and lose everything when that is withdrawn", async () => {
    const clientId = await app();
    const { path, verifier } = authorize(clientId, "openid offline_access tracks:read");
    const page = await pages.visitSignedIn(path, PHONE);
    await page.getByRole("heading", { name: "asks for access" }).waitFor();
    await expect.poll(() => overflow(page)).toBe(0);
    await page.getByRole("button", { name: "Allow" }).click();
    const code = (await answered(page)).get("code")!;
    const ask = (body: Record<string, string>) =>
      fetch(pages.at("/auth/oauth2/token"), {
        method: "POST",
        body: new URLSearchParams({ client_id: clientId, resource: pages.at("/v1"), ...body }),
      });
    const tokens = (await (
      await ask({
        grant_type: "authorization_code",
        code,
        code_verifier: verifier,
        redirect_uri: pages.callback,
      })
    ).json()) as { access_token: string; refresh_token: string };
    const tracks = () =>
      fetch(pages.at("/v1/tracks"), { headers: { authorization: `Bearer ${tokens.access_token}` } });
    expect((await tracks()).status).toBe(200);

    // Asked again for the same, nobody is bothered.
    await page.goto(pages.at(authorize(clientId, "openid tracks:read").path));
    expect((await answered(page)).get("code")).toBeTruthy();

    await page.goto(pages.at("/account#access"));
    const apps = page.locator("#apps");
    await apps.getByText("Tempo <i>Finder</i>").waitFor();
    await apps.getByRole("button", { name: "Withdraw the access of Tempo <i>Finder</i>" }).click();
    await apps.getByRole("button", { name: /^Press again/ }).click();
    await apps.getByText("The app's access is withdrawn.").waitFor();
    await expect.poll(() => apps.getByText("Tempo <i>Finder</i>").count()).toBe(0);
    const refreshed = await ask({ grant_type: "refresh_token", refresh_token: tokens.refresh_token });
    expect(refreshed.status).toBe(400);
    await expect.poll(async () => (await tracks()).status).toBe(401);
  });

  it("cannot have their request changed on the way", async () => {
    const page = await pages.visitSignedIn(authorize(await app(), "tracks:read").path);
    await page.getByRole("heading", { name: "asks for access" }).waitFor();
    const changed = new URL(page.url());
    changed.searchParams.set("scope", "tracks:read tracks:write");
    await page.goto(changed.href);
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("This link has run out or was changed.").waitFor();
  });
});

describe.skipIf(missing)("devices", () => {
  const begin = async () => {
    const clientId = await register({
      client_name: "A television",
      grant_types: ["urn:ietf:params:oauth:grant-type:device_code"],
      response_types: [],
    });
    const answer = await fetch(pages.at("/auth/device/code"), {
      method: "POST",
      body: new URLSearchParams({ client_id: clientId, scope: "tracks:read", resource: pages.at("/v1") }),
    });
    const body = (await answer.json()) as {
      user_code: string;
      device_code: string;
      verification_uri_complete: string;
    };
    return { ...body, clientId };
  };
  const poll = async ({ clientId, device_code }: { clientId: string; device_code: string }) => {
    const answer = await fetch(pages.at("/auth/oauth2/token"), {
      method: "POST",
      body: new URLSearchParams({
        client_id: clientId,
        device_code,
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      }),
    });
    return (await answer.json()) as { access_token?: string; error?: string };
  };

  it("are allowed by a code that is typed, in whatever way", async () => {
    const device = await begin();
    const page = await pages.visit("/device");
    await page.waitForURL(/\/sign-in/);
    await pages.signIn(page);
    const field = page.getByLabel("Code on the device");
    await field.fill("NNNN-NNNN");
    await page.keyboard.press("Enter");
    await page.getByText("This code is not known or has run out.").waitFor();
    const { user_code } = device;
    await field.fill(` ${user_code.slice(0, 4).toLowerCase()}-${user_code.slice(4)} `);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "A television asks for access" }).waitFor();
    expect(await page.locator(".code").textContent()).toBe(`${user_code.slice(0, 4)}-${user_code.slice(4)}`);
    await page.getByText("Allow it only if you started this yourself").waitFor();
    await expect.poll(() => barriers(page)).toEqual([]);
    expect((await poll(device)).access_token).toBeUndefined();
    await page.getByRole("button", { name: "Yes, allow it" }).click();
    await page.getByText("The device is connected.").waitFor();
    await pages.descant.rows("update device_codes set last_polled_at = 0");
    expect((await poll(device)).access_token).toBeTruthy();
  });

  it("are shown for comparison where the code came with a link, and refused", async () => {
    const device = await begin();
    const page = await pages.visitSignedIn(`/device?user_code=${device.user_code}`, PHONE);
    await page.getByText("Does your device show this code?").waitFor();
    await expect.poll(() => overflow(page)).toBe(0);
    await page.getByRole("button", { name: "No, refuse" }).click();
    await page.getByText("Refused. The device gets no access.").waitFor();
    expect(await poll(device)).toMatchObject({ error: "access_denied" });
    await page.goto(device.verification_uri_complete);
    await page
      .getByText(/This code was used already|This code is not known/)
      .first()
      .waitFor();
  });
});
