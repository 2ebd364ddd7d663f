import { type TOTP, URI } from "otpauth";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { qrCode } from "../../src/identity/pages/qr/qr-code.ts";
import { chromiumIsMissing } from "./chromium.ts";
import { useSignInPages } from "./sign-in-pages.ts";

const missing = chromiumIsMissing("These tests are");
const pages = useSignInPages(missing);

async function openPart(page: Page, part: string): Promise<void> {
  await page.goto(pages.at(`/account#${part}`));
  await page.locator(".sections section").first().waitFor();
}

const accountAt = (part: string): Promise<Page> => pages.visitSignedIn(`/account#${part}`);

const passwordStep = async (page: Page): Promise<void> => {
  await page.locator("#sign-out").click();
  await page.getByText("You are signed out.").waitFor();
  await pages.signIn(page);
};

/** The code that follows the one of now: each is taken once, and one window ahead is still in time. */
const nextCode = (totp: TOTP, windows = 1): string =>
  totp.generate({ timestamp: Date.now() + windows * 30_000 });

describe.skipIf(missing)("the account page", () => {
  it("sets up an authenticator app, which signs in from then on, and its recovery codes once each", async () => {
    const page = await accountAt("security");
    const section = page.locator("#totp");
    await section.getByLabel("Your password", { exact: true }).fill("not the password");
    await section.getByRole("button", { name: "Set it up" }).click();
    await section.getByText("The password is wrong.").waitFor();
    await section.getByLabel("Your password", { exact: true }).fill(pages.owner.password);
    await section.getByRole("button", { name: "Set it up" }).click();

    const link = section.getByRole("link", { name: "Open it in an app on this device" });
    const uri = (await link.getAttribute("href"))!;
    const totp = URI.parse(uri) as TOTP;
    expect(totp.label).toContain(pages.owner.email);
    const typed = (await section.locator(".secret").textContent())!.replaceAll(" ", "");
    expect(typed).toBe(totp.secret.base32);
    const drawn = (await section.locator("svg.qr .dark").getAttribute("d"))!;
    expect(drawn.split("M").length - 1).toBe(qrCode(uri).flat().filter(Boolean).length);

    await section.getByLabel("Code that the app shows now").fill("000000");
    await section.getByRole("button", { name: "Turn it on" }).click();
    await section.getByText("The code is wrong or was used already.").waitFor();
    await section.getByLabel("Code that the app shows now").fill(totp.generate());
    await section.getByRole("button", { name: "Turn it on" }).click();
    await section.getByText("The authenticator app is on.").waitFor();
    const codes = await section.locator(".codes code").allTextContents();
    expect(codes.length).toBeGreaterThanOrEqual(8);
    await section.getByRole("button", { name: "Copy the codes" }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(codes.join("\n"));

    await passwordStep(page);
    const code = page.getByLabel("Code of six digits");
    expect(await code.getAttribute("autocomplete")).toBe("one-time-code");
    expect(await code.getAttribute("inputmode")).toBe("numeric");
    await code.fill("12 34");
    await page.keyboard.press("Enter");
    await page.getByText("The code has six digits.").waitFor();
    await code.fill(nextCode(totp));
    await page.keyboard.press("Enter");
    await page.getByText(`Signed in as ${pages.owner.email}`).waitFor();

    const recover = async (recovery: string, outcome: string): Promise<void> => {
      await page.getByLabel("Recovery code").fill(recovery);
      await page.keyboard.press("Enter");
      await page.getByText(outcome).waitFor();
    };
    for (const [at, used] of [undefined, codes[0]].entries()) {
      await passwordStep(page);
      await page.getByRole("button", { name: "Use a recovery code instead" }).click();
      if (used) await recover(used, "This is none of your unused recovery codes.");
      await recover(codes[at]!, `Signed in as ${pages.owner.email}`);
    }

    await openPart(page, "security");
    await section.getByText("Turn it off").first().click();
    await section
      .locator("details[open]")
      .getByLabel("Your password", { exact: true })
      .fill(pages.owner.password);
    await section.getByRole("button", { name: "Turn it off" }).click();
    await section.getByText("The authenticator app is off.").waitFor();
    await passwordStep(page);
    await page.getByText(`Signed in as ${pages.owner.email}`).waitFor();
  });

  it("shows every session and ends the one in another browser", async () => {
    const other = await accountAt("you");
    const here = await accountAt("security");
    const section = here.locator("#sessions");
    await section.getByText("this browser").waitFor();
    const others = section.getByRole("button", { name: /^Sign out Chrome on / });
    const before = await others.count();
    expect(before).toBeGreaterThan(0);
    await others.first().click();
    await section.getByText("Signed out there.").waitFor();
    await expect.poll(() => others.count()).toBe(before - 1);

    expect((await other.request.get(pages.at("/auth/token"))).status()).toBe(401);
    await other.goto(pages.at("/account"));
    await other.waitForURL(/\/sign-in\?return=%2Faccount/);

    const everywhere = section.getByRole("button", { name: "Sign out everywhere else" });
    if ((await everywhere.count()) > 0) {
      await everywhere.click();
      await section.getByRole("button", { name: /^Press again/ }).click();
      await section.getByText("Every other browser is signed out.").waitFor();
    }
    await expect.poll(() => others.count()).toBe(0);
    expect((await here.request.get(pages.at("/auth/token"))).status()).toBe(200);
  });

  it("asks again who somebody is before it makes a key, comes back, and shows the key once", async () => {
    const page = await accountAt("access");
    const section = page.locator("#keys");
    await pages.descant.rows("update sessions set authenticated_at = 1000");
    // The token at hand still says when they signed in; the next one says what the record says now.
    await page.reload();
    const make = async (): Promise<void> => {
      await section.locator("summary").click();
      await section.getByLabel("Name of the new key").fill("a script");
      await section.getByLabel("Days that it works").fill("7");
      await section.getByRole("button", { name: "Make a key" }).click();
    };
    await make();
    await section.getByText("For this, show again that it is you.").waitFor();
    await section.getByRole("link", { name: "Show who you are" }).click();
    await page.getByRole("heading", { name: "Is it still you?" }).waitFor();
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Confirm" }).first().click();
    await page.getByText("The password is wrong.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(pages.owner.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(pages.at("/account#access"));

    await make();
    const key = await section.getByLabel("The new key", { exact: true }).inputValue();
    expect(key).toMatch(/^dsc_/);
    await section.getByRole("button", { name: "Replace the key a script" }).click();
    await section.getByRole("button", { name: /^Press again/ }).click();
    await section.getByText("The old key is dead and a new one is in its place.").waitFor();
    const successor = await section.getByLabel("The new key", { exact: true }).inputValue();
    expect(successor).not.toBe(key);
    const opens = async (credential: string): Promise<number> =>
      (await fetch(pages.at("/v1/tracks"), { headers: { authorization: `Bearer ${credential}` } })).status;
    expect(await opens(successor)).toBe(200);
    await expect.poll(() => opens(key)).toBe(401);
    await page.reload();
    await section.getByRole("button", { name: "Revoke the key a script" }).waitFor();
    expect(await page.content()).not.toContain(successor);
    const revoke = section.getByRole("button", { name: "Revoke the key a script" });
    await revoke.click();
    await section.getByRole("button", { name: /^Press again/ }).click();
    await section.getByText("The key is revoked.").waitFor();
  });

  it("invites somebody, who makes an account, accepts, and is elevated for a while", async () => {
    const owner = await accountAt("organisation");
    const invitations = owner.locator("#invitations");
    await invitations.getByLabel("E-mail address").fill("ana@example.com");
    await invitations.getByLabel("As", { exact: true }).selectOption("analyst");
    await invitations.getByRole("button", { name: "Make an invitation" }).click();
    const link = await invitations.getByLabel("Link of the invitation").inputValue();
    expect(link).toMatch(new RegExp(`^${pages.at("/invitation")}\\?id=[\\w-]+$`));

    const ana = await pages.visit(new URL(link).pathname + new URL(link).search);
    await ana.getByRole("link", { name: "Make an account" }).click();
    await ana.getByLabel("Your name").fill("Ana");
    await ana.getByLabel("E-mail address").fill("somebody.else@example.com");
    await ana.getByLabel("New password", { exact: true }).fill("too short");
    await ana.keyboard.press("Enter");
    await ana.getByText("Use at least 12 characters.").waitFor();
    await ana.getByLabel("New password", { exact: true }).fill("words that go on and on");
    await ana.keyboard.press("Enter");
    await ana
      .getByText("Accounts are made by invitation here, and there is none for this address.")
      .waitFor();
    await ana.getByLabel("E-mail address").fill("ana@example.com");
    await ana.getByRole("button", { name: "Make the account" }).click();
    await ana.getByText("If the address was free, your account is made.").waitFor();
    await pages.signIn(ana, { email: "ana@example.com", password: "words that go on and on" });
    await ana.getByText(/invites you to .* as analyst\./).waitFor();
    await ana.getByRole("button", { name: "Accept" }).click();
    await ana.waitForURL(pages.at("/account#organisation"));
    await ana.getByText("Your role: analyst").waitFor();

    await openPart(ana, "activity");
    await ana.locator("#audit").getByText("Your role needs an elevation for this.").waitFor();
    await openPart(ana, "rights");
    const rights = ana.locator("#elevations");
    await rights.getByLabel("Why").fill("Looking into the failed sign-ins");
    await rights.getByRole("button", { name: "Ask for it" }).click();
    await rights.getByText("Tick at least one.").waitFor();
    await rights.getByLabel("Read the log of security events").check();
    await rights.getByRole("button", { name: "Ask for it" }).click();
    await rights.getByText("The elevation runs.").waitFor();
    await openPart(ana, "activity");
    await ana.locator("#audit").getByText("Elevation granted").waitFor();

    await owner.reload();
    const role = owner.getByLabel("Role of Ana");
    await role.selectOption("member");
    await owner.getByText("The role is changed.").waitFor();
    await owner.getByRole("button", { name: "Remove Ana" }).click();
    await owner.getByRole("button", { name: /^Press again/ }).click();
    await owner.getByText("Removed from the organisation.").waitFor();
    await expect.poll(() => owner.getByText("ana@example.com").count()).toBe(0);
  });

  it("changes the name and the password, and teams", async () => {
    const page = await accountAt("you");
    await page.getByLabel("Your name").fill("Clara <b>Owner</b>");
    await page.getByRole("button", { name: "Save the name" }).click();
    await page.getByText("The name is saved.").waitFor();
    await page.getByLabel("Password now", { exact: true }).fill("not the password");
    await page.getByLabel("New password", { exact: true }).fill("another long password");
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByText("The password is wrong.").waitFor();
    await openPart(page, "organisation");
    await page.getByText("Clara <b>Owner</b>").first().waitFor();
    await page.getByLabel("Name of the new team").fill("Strings");
    await page.getByRole("button", { name: "Make a team" }).click();
    await page.getByText("The team is made.").waitFor();
    await page.getByRole("button", { name: "Remove the team Strings" }).click();
    await page.getByRole("button", { name: /^Press again/ }).click();
    await page.getByText("The team is removed.").waitFor();
  });
});
