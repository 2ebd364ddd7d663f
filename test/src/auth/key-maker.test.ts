import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openDatabase } from "../../../src/database/index.ts";
import { createRevocationStore } from "../../../src/tenants/index.ts";
import { removeMembership } from "../../workers/gateway/membership.ts";
import { createPerson } from "../../workers/gateway/person.ts";
import { ask } from "../../workers/gateway/tenant.ts";

test("who leaves the tenant takes their keys along, at once", async () => {
  const person = await createPerson({ role: "admin" });
  const made = await person.fetch("/v1/keys", {
    method: "POST",
    body: JSON.stringify({ name: "mine", scopes: ["tracks:read"] }),
    headers: { "content-type": "application/json" },
  });
  const { key } = await made.json<{ key: string }>();
  const list = async () => {
    const answer = await ask("/v1/tracks", { headers: { authorization: `Bearer ${key}` } });
    await answer.body?.cancel();
    return answer.status;
  };
  expect(await list()).toBe(200);

  await removeMembership(person.id, person.userId);
  await createRevocationStore(openDatabase(env.DB)).entry(person.id, person.actor, Date.now());
  // Every isolate reads on within 2 seconds of traffic, and one request may be answered meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  await list();
  await expect.poll(list, { timeout: 2_000 }).toBe(401);
});
