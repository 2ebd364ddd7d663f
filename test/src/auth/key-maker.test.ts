import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openDatabase } from "../../../src/database/index.ts";
import { createRevocationStore } from "../../../src/tenants/index.ts";
import { removeMembership } from "../../workers/gateway/membership.ts";
import { createPerson } from "../../workers/gateway/person.ts";
import { ask } from "../../workers/gateway/tenant.ts";

/** Makes a key as somebody; what asking with it is answered comes out each time. */
async function keyOf(person: Awaited<ReturnType<typeof createPerson>>): Promise<() => Promise<number>> {
  const made = await person.fetch("/v1/keys", {
    method: "POST",
    body: JSON.stringify({ name: "mine", scopes: ["tracks:read"] }),
    headers: { "content-type": "application/json" },
  });
  const { key } = await made.json<{ key: string }>();
  return async () => {
    const answer = await ask("/v1/tracks", { headers: { authorization: `Bearer ${key}` } });
    await answer.body?.cancel();
    return answer.status;
  };
}

/** Revokes what was issued to a person, as a new role or a new password does; until isolates have read of it. */
async function revoke(person: { id: string; actor: string }): Promise<void> {
  await createRevocationStore(openDatabase(env.DB)).entry(person.id, person.actor, Date.now());
  // Every isolate reads on within 2 seconds of traffic, and one request may be answered meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
}

test("who leaves the tenant takes their keys along, at once", async () => {
  const person = await createPerson({ role: "admin" });
  const list = await keyOf(person);
  expect(await list()).toBe(200);
  await removeMembership(person.id, person.userId);
  await revoke(person);
  await list();
  await expect.poll(list).toBe(401);
});

test("a new role or password of the person behind a key interrupts nothing that the key may still do", async () => {
  const person = await createPerson({ role: "admin" });
  const list = await keyOf(person);
  expect(await list()).toBe(200);
  await revoke(person);
  const answers = [];
  for (let asked = 0; asked < 6; asked++) {
    answers.push(await list());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(answers).toEqual([200, 200, 200, 200, 200, 200]);
});
