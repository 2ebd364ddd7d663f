import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { closeContexts, openContext } from "./chromium.ts";
import { DEAF, type TestDescant, useDescant } from "./server.ts";

export const DESK: BrowserContextOptions = {
  viewport: { width: 1200, height: 900 },
  reducedMotion: "reduce",
  locale: "en-GB",
};
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  reducedMotion: "reduce",
  locale: "en-GB",
};

export interface Person {
  email: string;
  password: string;
}

export interface SignInPages {
  readonly descant: TestDescant;
  readonly owner: Person;
  /** Opens a path in a browser profile of its own; closed after the test. */
  visit: (path: string, options?: BrowserContextOptions) => Promise<Page>;
  /** The same, by somebody who has signed in already: the owner, if nobody else is named. */
  visitSignedIn: (path: string, options?: BrowserContextOptions, person?: Person) => Promise<Page>;
  /** Signs in with a password on the page that is open, and waits for what comes after it. */
  signIn: (page: Page, person?: Person) => Promise<void>;
  /** The address of a path. */
  at: (path: string) => string;
  /** Where the apps of these tests take their answers. */
  readonly callback: string;
}

/**
 * A Descant and a Chromium for the tests of a file. After each test it makes sure that no page broke its policy, threw,
 * logged an error that no answer of the server explains, or asked anybody but the server.
 */
export function useSignInPages(missing: boolean, vars: Record<string, string | number> = {}): SignInPages {
  const sins: string[] = [];
  const app = createServer((_, response) => response.end("the app"));
  const callback = (): string => `http://127.0.0.1:${(app.address() as AddressInfo).port}/callback`;
  const descant: TestDescant | null = missing ? null : useDescant(vars, DEAF);
  const running = () => {
    if (!descant) throw new Error("without a browser nothing is started");
    return descant.running;
  };
  const at = (path: string): string => new URL(path, running().url).href;
  const owner = () => {
    const { email, password } = running().owner;
    if (password === null) throw new Error("the owner's password has been changed");
    return { email, password };
  };

  const watch = async (page: Page): Promise<void> => {
    const { origin } = running().url;
    page.on("pageerror", (error) => sins.push(`threw ${error.message}`));
    page.on("console", (message) => {
      // Chromium reports each answer above 399 as an error of its own; those that a test provokes are not the page's.
      const provoked = /status of (400|401|403|404|429|503)|net::ERR_FAILED/.test(message.text());
      if (message.type() === "error" && !provoked) sins.push(`logged ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      const handsOver = request.isNavigationRequest() && request.url().startsWith(callback());
      if (url.origin !== origin && !handsOver) sins.push(`asked ${url}`);
      if (url.href.includes(owner().password)) sins.push(`put the password into ${url.pathname}`);
    });
    await page.exposeFunction("reportViolation", (what: string) => sins.push(`broke its policy: ${what}`));
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        (window as Window & { reportViolation?: (what: string) => void }).reportViolation?.(
          `${event.violatedDirective} ${event.blockedURI}`,
        );
      });
    });
  };

  const visit = async (path: string, options = DESK, person?: Person): Promise<Page> => {
    const context = await openContext(options);
    const { origin } = running().url;
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
    if (person) {
      const answer = await context.request.post(at("/auth/sign-in/email"), {
        data: person,
        headers: { origin },
      });
      expect(answer.status()).toBe(200);
    }
    const page = await context.newPage();
    await watch(page);
    await page.goto(at(path));
    await page.locator("main:not([aria-busy])").waitFor();
    return page;
  };

  if (!missing) {
    beforeAll(async () => {
      await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    });
    afterEach(async () => {
      await closeContexts();
      expect(sins.splice(0)).toEqual([]);
    });
    afterAll(() => {
      app.close();
    });
  }
  return {
    get descant() {
      return descant!;
    },
    get owner() {
      return owner();
    },
    get callback() {
      return callback();
    },
    at,
    visit: (path, options) => visit(path, options),
    visitSignedIn: (path, options, person = owner()) => visit(path, options, person),
    signIn: async (page, { email, password } = owner()) => {
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("button", { name: "Sign in", exact: true }).waitFor({ state: "detached" });
    },
  };
}

/** Waits until nothing on the page is still being read. */
export const settled = async (page: Page): Promise<void> => {
  await expect.poll(() => page.getByText(/^(One moment|Einen Augenblick)/).count()).toBe(0);
};
