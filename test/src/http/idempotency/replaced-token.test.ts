import { expect, test } from "vitest";
import { createPerson } from "../../../workers/gateway/person.ts";
import { errorOf } from "../../../workers/gateway/tenant.ts";

const json = { "content-type": "application/json" };
const body = JSON.stringify({ name: "laptop", scopes: ["tracks:read"] });

test("a write that is repeated with a newer token of the same person is not done twice", async () => {
  const before = await createPerson({ role: "owner" });
  const { id: tenantId, userId } = before;
  const after = await createPerson({ role: "owner", tenantId, userId });
  const make = (person: typeof before) =>
    person.fetch("/v1/keys", { method: "POST", body, headers: { ...json, "idempotency-key": "once" } });

  const first = await make(before);
  expect(first.status).toBe(201);
  const again = await make(before);
  expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
  expect(await again.text()).toBe(await first.text());

  expect(await errorOf(await make(after))).toMatchObject({ status: 422, code: "idempotency_mismatch" });
  const { total } = await (await after.fetch("/v1/keys")).json<{ total: number }>();
  expect(total).toBe(1);
});

test("somebody else's key of the same name is another request", async () => {
  const one = await createPerson({ role: "owner" });
  const other = await createPerson({ role: "owner", tenantId: one.id });
  const headers = { ...json, "idempotency-key": "mine" };
  expect((await one.fetch("/v1/keys", { method: "POST", body, headers })).status).toBe(201);
  const refused = await other.fetch("/v1/keys", { method: "POST", body, headers });
  expect(await errorOf(refused)).toMatchObject({ status: 422, code: "idempotency_mismatch" });
});
