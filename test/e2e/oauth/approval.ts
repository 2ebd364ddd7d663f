import { expect } from "vitest";
import type { Browser } from "./browser.ts";
import type { Login } from "./person.ts";

export interface Decision {
  /** With what to sign in where a sign-in is asked for. */
  login?: Login;
  /** Whether to agree, where consent is asked for; true if not given. */
  accept?: boolean;
  /** The part of the scopes to agree to; all that were asked for if not given. */
  scope?: string;
}

/** What the person saw on the way, and where the app's answer went. */
export interface Approval {
  callback: URL;
  asked: ("sign-in" | "consent")[];
}

/**
 * Walks an authorization request as a person at a browser: signs in and agrees where the site's pages ask for that,
 * until the browser is sent back to the app. Stands for what the pages' scripts do (docs: the endpoints they call).
 */
export async function approve(browser: Browser, request: URL, decision: Decision = {}): Promise<Approval> {
  const asked: Approval["asked"] = [];
  const isAway = (url: URL) => url.origin !== request.origin;
  let { url, status, body } = await browser.follow(request, isAway);
  while (!isAway(url)) {
    const page = url.pathname.slice(1);
    if ((page !== "sign-in" && page !== "consent") || asked.includes(page))
      throw new Error(`the browser ended at ${url} (${status}): ${body.slice(0, 500)}`);
    asked.push(page);
    const answer =
      page === "sign-in"
        ? await signInHere(browser, url, decision.login)
        : await browser.send<Handover>(new URL("/auth/oauth2/consent", request), {
            body: {
              accept: decision.accept ?? true,
              ...(decision.scope !== undefined && { scope: decision.scope }),
              oauth_query: url.search.slice(1),
            },
          });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body.redirect).toBe(true);
    ({ url, status, body } = await browser.follow(new URL(answer.body.url, request), isAway));
  }
  return { callback: url, asked };
}

interface Handover {
  redirect: boolean;
  url: string;
  /** Set in their place when a second factor is still to be shown. */
  twoFactorRedirect?: boolean;
}

async function signInHere(browser: Browser, url: URL, login: Login | undefined) {
  if (!login) throw new Error("a sign-in was asked for, and nobody said how");
  const oauth_query = url.search.slice(1);
  const answer = await browser.send<Handover>(new URL("/auth/sign-in/email", url), {
    body: { email: login.email, password: login.password, oauth_query },
  });
  if (!answer.body.twoFactorRedirect || !login.code) return answer;
  return browser.send<Handover>(new URL("/auth/two-factor/verify-totp", url), {
    body: { code: login.code(), oauth_query },
  });
}
