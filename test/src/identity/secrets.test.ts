import { expect, test } from "vitest";
import { createAuth } from "../../../src/identity/configuration.ts";
import { createPerson, identityUnderTest, signIn } from "./identity-under-test.ts";

/** Codes of authorization, ours and other providers', which are too random to be guessed. */
const RANDOM = ["/oauth2/token", "/callback/:id"];

/** What a body calls a secret that one can guess. */
const SECRETS = /password|^code$|^otp$|user_?code/i;

/** A property of anything that may have some. */
const of = (thing: unknown, name: string): unknown =>
  (typeof thing === "object" && thing !== null) || typeof thing === "function"
    ? Reflect.get(thing, name)
    : undefined;

/** The names of the members of an endpoint's body, through whatever wraps the object. */
function membersOf(body: unknown): string[] {
  const [shape, inner] = [of(body, "shape"), of(of(body, "def"), "innerType")];
  if (shape) return Object.keys(shape);
  return inner ? membersOf(inner) : [];
}

test("whatever takes a secret that one can guess asks the guard first, or does not exist", async () => {
  const { told, browser, parts } = identityUnderTest();
  const auth = createAuth(parts);
  const taking = Object.values(of(auth, "api") ?? {}).flatMap((endpoint) => {
    const path = of(endpoint, "path");
    const names = membersOf(of(of(endpoint, "options"), "body"));
    return typeof path === "string" && names.some((name) => SECRETS.test(name)) ? [path] : [];
  });
  expect(taking).toEqual(expect.arrayContaining(["/sign-in/email", "/verify-password", "/step-up/password"]));
  const page = browser();
  await signIn(page, await createPerson());
  const unguarded: string[] = [];
  for (const path of taking.filter((path) => !RANDOM.includes(path))) {
    told.guard.length = 0;
    const answer = await page.post(`/auth${path.replace(/:\w+/g, "x")}`, {
      ...{ password: "guess", currentPassword: "guess", newPassword: "guess", code: "123456", otp: "123456" },
      ...{ email: "a@example.com", userCode: "ABCDEFGH", user_code: "ABCDEFGH", name: "x" },
    });
    if (answer.status !== 404 && told.guard.length === 0) unguarded.push(`${path} ${answer.status}`);
  }
  expect(unguarded).toEqual([]);
});
