import type { CDPSession, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { chromiumIsMissing } from "./chromium.ts";
import { useSignInPages } from "./sign-in-pages.ts";

const missing = chromiumIsMissing("These tests are");
const pages = useSignInPages(missing);

interface Authenticator {
  cdp: CDPSession;
  authenticatorId: string;
}

/** Plugs a virtual authenticator into a page: one that keeps passkeys and asks for a finger (WebAuthn's automation). */
async function plugIn(page: Page): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

const credentials = async ({ cdp, authenticatorId }: Authenticator) =>
  (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;

/**
 * The owner's passkeys in a browser with an authenticator. Where `suggests` is false, the browser never offers a passkey
 * by itself, so that it is the button which signs in.
 */
async function openPasskeys(suggests: boolean): Promise<{ page: Page; key: Authenticator }> {
  const page = await pages.visitSignedIn("/account#security");
  const key = await plugIn(page);
  if (!suggests) {
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    });
    await page.reload();
  }
  await page.getByLabel("Name of the new passkey").waitFor();
  return { page, key };
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name of the new passkey").fill(name);
  await page.getByRole("button", { name: "Add a passkey" }).click();
}

describe.skipIf(missing)("passkeys", () => {
  it("are made, sign in without a password, get another name, and are removed", async () => {
    const { page, key } = await openPasskeys(false);
    await addPasskey(page, "my laptop");
    await page.getByText("The passkey is added.").waitFor();
    const [made] = await credentials(key);
    expect(made).toMatchObject({ isResidentCredential: true, rpId: "localhost" });
    await addPasskey(page, "my laptop again");
    await page.getByText("This device holds a passkey of this account already.").waitFor();

    await page.locator("#sign-out").click();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText(`Signed in as ${pages.owner.email}`).waitFor();
    const session = (await (await page.request.get(pages.at("/auth/get-session"))).json()) as {
      session: { methods: string };
    };
    expect(session.session.methods).toContain("hwk");
    expect((await credentials(key))[0]!.signCount).toBeGreaterThan(made!.signCount);

    await page.goto(pages.at("/account#security"));
    await page.getByRole("button", { name: "Rename my laptop" }).click();
    await page.getByLabel("New name").fill("the old laptop");
    await page.getByLabel("New name").press("Enter");
    await page.getByText("The passkey has its new name.").waitFor();
    const remove = page.getByRole("button", { name: "Remove the old laptop" });
    await remove.click();
    await remove.click();
    await page.getByText("The passkey is removed.").waitFor();
    await expect.poll(() => page.getByText("the old laptop").count()).toBe(0);

    // The device still has it; the server does not take it any more.
    await page.locator("#sign-out").click();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    const alert = page.locator("form [role=alert]:not(:empty)");
    await alert.waitFor();
    expect(page.url()).toContain("/sign-in");
    await expect.poll(() => alert.textContent()).toMatch(/Sign in another way/);
  });

  it("are offered in the e-mail field, where the browser can", async () => {
    const { page } = await openPasskeys(true);
    await addPasskey(page, "suggested");
    await page.getByText("The passkey is added.").waitFor();
    // The virtual authenticator takes the suggestion at once, as a person does who taps it.
    await page.locator("#sign-out").click();
    await page.getByText(`Signed in as ${pages.owner.email}`).waitFor();
  });

  it("are refused where the person was not verified, by the browser and by the server", async () => {
    const { page, key } = await openPasskeys(false);
    await addPasskey(page, "finger");
    await page.getByText("The passkey is added.").waitFor();
    await page.locator("#sign-out").click();
    await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();

    await key.cdp.send("WebAuthn.setUserVerified", {
      authenticatorId: key.authenticatorId,
      isUserVerified: false,
    });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("No passkey was used.").waitFor();

    // A page that asks for less than it should gets an assertion without verification, and no session for it.
    const verdict = await page.evaluate(async () => {
      const asked = await fetch("/auth/passkey/generate-authenticate-options");
      const options = (await asked.json()) as PublicKeyCredentialRequestOptionsJSON;
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({
        ...options,
        userVerification: "discouraged",
      });
      const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
      const answer = await fetch("/auth/passkey/verify-authentication", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ response: credential.toJSON() }),
      });
      const session = await (await fetch("/auth/get-session")).json();
      return { status: answer.status, session };
    });
    expect(verdict.status).toBeGreaterThanOrEqual(400);
    expect(verdict.session).toBeNull();
  });

  it("show again who somebody is", async () => {
    const { page } = await openPasskeys(false);
    await addPasskey(page, "step up");
    await page.getByText("The passkey is added.").waitFor();
    await page.goto(pages.at("/sign-in?reason=step-up&return=/account%23access"));
    await page.getByText(`You are signed in as ${pages.owner.email}.`).waitFor();
    await page.getByRole("button", { name: "Confirm with a passkey" }).click();
    await page.waitForURL(pages.at("/account#access"));
    await page.getByRole("heading", { name: "API keys" }).waitFor();
  });
});
