import { describe, expect, it } from "vitest";
import { chromiumIsMissing } from "./chromium.ts";
import { barriers, overflow, tabTo } from "./page-checks.ts";
import { PHONE, settled, useSignInPages } from "./sign-in-pages.ts";

const missing = chromiumIsMissing("These tests are");
const pages = useSignInPages(missing);
const PARTS = ["you", "security", "organisation", "access", "rights", "activity"];

describe.skipIf(missing)("the sign-in page", () => {
  it("signs in with the keyboard alone, after saying what was wrong", async () => {
    const page = await pages.visit("/sign-in");
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).name))
      .toBe("email");
    await page.keyboard.press("Enter");
    const email = page.getByLabel("E-mail address");
    await expect.poll(() => email.getAttribute("aria-invalid")).toBe("true");
    const described = (await email.getAttribute("aria-describedby"))!;
    await expect.poll(() => page.locator(`#${described}`).textContent()).toBe("Please fill this in.");

    await page.keyboard.type(pages.owner.email);
    await tabTo(page, "input[name=password]");
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    const alert = page.locator("form [role=alert]:not(:empty)");
    expect(await alert.textContent()).toBe("E-mail address or password is wrong.");

    await tabTo(page, "button[aria-pressed]");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("input[name=password]").getAttribute("type")).toBe("text");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(pages.owner.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(pages.at("/account"));
    await page.getByText(`Signed in as ${pages.owner.email}`).waitFor();

    await tabTo(page, "#sign-out");
    await page.keyboard.press("Enter");
    await page.getByText("You are signed out.").waitFor();
    await page.goto(pages.at("/account"));
    await page.waitForURL(/\/sign-in\?return=%2Faccount$/);
  });

  it("says the same of an address that nobody has, and waits as long when it was tried too often", async () => {
    const page = await pages.visit("/sign-in");
    // The page's clock stands: the wait is over when this test says so, on any machine.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.getByLabel("E-mail address").fill("nobody@example.com");
    await page.getByLabel("Password", { exact: true }).fill("guess after guess");
    const submit = page.locator("button[type=submit]").first();
    const alert = page.locator("form [role=alert]:not(:empty)");
    await submit.click();
    expect(await alert.textContent()).toBe("E-mail address or password is wrong.");
    for (let attempt = 0; attempt < 12 && (await submit.getAttribute("aria-disabled")) === null; attempt++) {
      const answered = page.waitForResponse(pages.at("/auth/sign-in/email"));
      await submit.click();
      await answered;
      await page.locator("form:has([name=password]):not([aria-busy])").waitFor();
    }
    expect(await alert.textContent()).toMatch(
      /^Too many attempts\. You can try again in (one second|\d+ seconds)\.$/,
    );
    const [, wait = ""] = /^Wait (\d+) s$/.exec((await submit.textContent()) ?? "") ?? [];
    expect(Number(wait)).toBeGreaterThan(0);
    let asked = false;
    page.on("request", () => {
      asked = true;
    });
    await submit.click({ force: true });
    await page.clock.runFor(Number(wait) * 1000 - 500);
    expect(await submit.textContent()).toBe("Wait 1 s");
    expect(asked).toBe(false);
    await page.clock.runFor(1000);
    await expect.poll(() => submit.textContent()).toBe("Sign in");
    await expect.poll(() => page.locator("#status").textContent()).toBe("You can try again now.");
  });

  it("goes on to pages of this site only", async () => {
    for (const wanted of ["//evil.example/", "/\\evil.example", "https://evil.example/"]) {
      const page = await pages.visit(`/sign-in?${new URLSearchParams({ return: wanted })}`);
      await pages.signIn(page);
      await page.waitForURL(pages.at("/account"));
    }
    const page = await pages.visit(`/sign-in?${new URLSearchParams({ return: "/account#rights" })}`);
    await pages.signIn(page);
    await page.waitForURL(pages.at("/account#rights"));
    await page.goto(pages.at("/sign-in?return=/account%23you"));
    await page.waitForURL(pages.at("/account#you"));
  });

  it("knows organisations' own sign-ins by the names that their owners gave them", async () => {
    const page = await pages.visit("/sign-in?sso=acme");
    const name = page.getByLabel("Name of its sign-in");
    await expect.poll(() => name.inputValue()).toBe("acme");
    await name.press("Enter");
    await page.getByText("No organisation's sign-in has this name.").waitFor();
    await expect.poll(() => name.getAttribute("aria-invalid")).toBe("true");
  });

  it("says what to do when the server is away or identity is down", async () => {
    const page = await pages.visit("/sign-in");
    const alert = page.locator("form [role=alert]:not(:empty)");
    const fail = async (how: "abort" | 503): Promise<void> => {
      await page.route("**/auth/sign-in/email", (route) =>
        how === "abort"
          ? route.abort()
          : route.fulfill({ status: how, json: { error: { code: "identity_unavailable", message: "no" } } }),
      );
      await page.getByLabel("E-mail address").fill(pages.owner.email);
      await page.getByLabel("Password", { exact: true }).fill(pages.owner.password);
      await page.locator("button[type=submit]").first().click();
      await alert.waitFor();
    };
    await fail("abort");
    expect(await alert.textContent()).toContain("The server does not answer.");
    await page.unroute("**/auth/sign-in/email");
    await fail(503);
    await expect.poll(() => alert.textContent()).toContain("Signing in is not possible at the moment.");
  });

  it("speaks German when it is asked to, and keeps to it", async () => {
    const page = await pages.visit("/sign-in");
    await page.getByRole("link", { name: "Deutsch" }).click();
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("de");
    await page.getByLabel("E-Mail-Adresse").fill(pages.owner.email);
    await page.getByLabel("Passwort", { exact: true }).fill(pages.owner.password);
    await page.getByRole("button", { name: "Anmelden", exact: true }).click();
    await page.getByText(`Angemeldet als ${pages.owner.email}`).waitFor();
    await expect.poll(() => page.title()).toBe("Dein Konto · Descant");
    for (const part of PARTS) {
      await page.goto(pages.at(`/account#${part}`));
      await settled(page);
      expect(await page.locator("main [role=alert]:not(:empty)").allTextContents()).toEqual([]);
    }
    const other = await pages.visit("/sign-in", { ...PHONE, locale: "de-AT" });
    await other.getByRole("heading", { name: "Anmelden" }).waitFor();
  });
});

describe.skipIf(missing)("all hosted pages", () => {
  it("lack nothing that those who do not see them need, and fit a narrow phone in both languages", async () => {
    const page = await pages.visit("/sign-in", PHONE);
    const check = async (): Promise<void> => {
      await expect.poll(() => barriers(page)).toEqual([]);
      await expect.poll(() => overflow(page)).toBe(0);
    };
    await check();
    await page.goto(pages.at("/sign-up"));
    await page.locator("form").waitFor();
    await check();
    await page.goto(pages.at("/consent"));
    await page.getByText("This link is not complete.").waitFor();
    await check();
    await page.goto(pages.at("/invitation"));
    await page.getByText("This link lacks the invitation.").waitFor();
    await check();
    await page.goto(pages.at("/device"));
    await page.waitForURL(/\/sign-in\?return=%2Fdevice$/);
    await pages.signIn(page);
    await page.getByLabel("Code on the device").waitFor();
    await check();
    for (const language of ["en", "de"]) {
      for (const part of PARTS) {
        await page.goto(pages.at(`/account?lang=${language}#${part}`));
        await page.locator(".sections section").first().waitFor();
        await settled(page);
        await check();
      }
      await page.goto(pages.at(`/sign-in?lang=${language}&reason=step-up&return=/account`));
      await page.locator("form").waitFor();
      await check();
    }
  });

  it("may be framed by nobody, load nothing from elsewhere, and run nothing inline", async () => {
    for (const path of ["/sign-in", "/sign-up", "/consent", "/device", "/account", "/invitation"]) {
      const answer = await fetch(pages.at(path));
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(answer.status).toBe(200);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      const html = await answer.text();
      expect(html).not.toMatch(/\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|\{\{/);
    }
  });
});
