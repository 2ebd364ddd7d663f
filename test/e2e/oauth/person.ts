import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Role } from "../../../src/policy/index.ts";
import { Browser } from "./browser.ts";

/** How somebody signs in. */
export interface Login {
  email: string;
  password: string;
  /** The code of the moment, where a second factor is on. */
  code?: () => string;
}

/** Somebody who is signed in, in a browser of their own. */
export interface Person extends Login {
  id: string;
  browser: Browser;
}

/** Signs in with a password, in a new browser. */
export async function signIn(site: URL, login: Login): Promise<Person> {
  const browser = new Browser(site);
  const { status, body } = await browser.send<{ user: { id: string } }>("/auth/sign-in/email", {
    body: { email: login.email, password: login.password },
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return { ...login, id: body.user.id, browser };
}

/** Signs in as whom `npm start` made the owner. */
export function signInOwner(running: { url: URL; owner: { email: string; password: string | null } }) {
  const { email, password } = running.owner;
  if (password === null) throw new Error("the owner's password is not known any more");
  return signIn(running.url, { email, password });
}

/** The tenant that a signed-in browser acts in. */
export async function activeTenant(browser: Browser): Promise<string> {
  const { body } = await browser.send<{ session: { activeOrganizationId: string } }>("/auth/get-session");
  return body.session.activeOrganizationId;
}

/** Lets the owner invite somebody, who makes an account, signs in and accepts. */
export async function invite(site: URL, owner: Person, role: Exclude<Role, "service">): Promise<Person> {
  const organizationId = await activeTenant(owner.browser);
  const login = {
    email: `${randomBytes(6).toString("hex")}@example.com`,
    password: "a long enough pass phrase",
  };
  const invited = await owner.browser.send<{ id: string }>("/auth/organization/invite-member", {
    body: { email: login.email, role, organizationId },
  });
  expect(invited.status, JSON.stringify(invited.body)).toBe(200);
  const invitationId = invited.body.id;
  const signedUp = await new Browser(site).send("/auth/sign-up/email", {
    body: { ...login, name: role, invitationId },
  });
  expect(signedUp.status, JSON.stringify(signedUp.body)).toBe(200);
  const person = await signIn(site, login);
  const accepted = await person.browser.send("/auth/organization/accept-invitation", {
    body: { invitationId },
  });
  expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
  const active = await person.browser.send("/auth/organization/set-active", { body: { organizationId } });
  expect(active.status, JSON.stringify(active.body)).toBe(200);
  return person;
}
