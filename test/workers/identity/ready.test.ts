import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("identity starts", async () => {
  expect(env.PUBLIC_URL).toBe("http://descant.test");
});
