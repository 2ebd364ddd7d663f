import { afterEach, describe, expect, test, vi } from "vitest";
import { type Action, POLICY, type Role, SCOPES, type Scope } from "../../../src/policy/index.ts";
import { createPerson } from "../../workers/gateway/person.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { ask, createTenant, errorOf, ORIGIN, type Tenant } from "../../workers/gateway/tenant.ts";

// The same hostile questions for every route, walked from the document that the gateway serves: a route that is added
// is tested by being added.

interface Operation {
  operationId: string;
  summary: string;
  security?: [{ apiKey: [Scope] }, { oauth: [Scope] }];
  "x-action"?: Action;
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
}
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object; securitySchemes: Record<string, object> };
};

const document = await (await ask("/openapi.json")).json<Document>();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    ...operation,
  })),
);
const guarded = operations.filter(({ security }) => security);
const withId = guarded.filter(({ path }) => path.includes("{id}"));
const named = (list: typeof operations) =>
  list.map((operation) => [operation.operationId, operation] as const);
/** Somebody whose role may do it, with the given scopes: a key where keys may, else a person who has just signed in. */
async function callerFor({ "x-action": action }: Operation, scopes: readonly Scope[] = SCOPES, id?: string) {
  const { grants } = POLICY[action!];
  if (grants.service === "yes" || grants.service === "own") return createTenant(scopes, id);
  const roles: Role[] = ["owner", "admin", "member", "analyst"];
  const role = roles.find((one) => grants[one] === "yes" || grants[one] === "own")!;
  return createPerson({ role, scopes, ...(id !== undefined && { tenantId: id }) });
}
const at = (path: string, id = "0".repeat(22)) => path.replace("{id}", id);
/** A query that every listing accepts, so that what is tested is not the query. */
const QUERY = `?ids=${"0".repeat(22)}`;

test("the document is complete: version, ids, summaries, failures in the one envelope", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(guarded.length).toBeGreaterThan(8);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { operationId, summary, responses, security, path, method, parameters } of operations) {
    expect(operationId, path).toBeTruthy();
    expect(summary, path).toBeTruthy();
    expect(security !== undefined, path).toBe(path.startsWith("/v1/"));
    const isWrite = method !== "GET";
    const takesKey = (parameters ?? []).some(({ name }) => name === "Idempotency-Key");
    expect(takesKey, path).toBe(isWrite);
    if (isWrite) expect(Object.keys(responses), path).toEqual(expect.arrayContaining(["409", "413", "422"]));
    for (const [status, { content }] of Object.entries(responses)) {
      if (Number(status) >= 400 && path !== "/readyz") {
        expect(content?.["application/json"], `${path} ${status}`).toMatchObject({
          schema: { $ref: "#/components/schemas/Error" },
        });
      }
    }
  }
});

/** Every object in a part of the document. */
function* objectsIn(part: unknown): Generator<Record<string, unknown>> {
  if (typeof part !== "object" || part === null) return;
  if (!Array.isArray(part)) yield part as Record<string, unknown>;
  for (const member of Object.values(part)) yield* objectsIn(member);
}

test("the document says what holds: known security schemes, and patterns that its own examples match", () => {
  const schemes = operations.flatMap(({ security }) => (security ?? []).flatMap((one) => Object.keys(one)));
  expect(Object.keys(document.components.securitySchemes).sort()).toEqual([...new Set(schemes)].sort());
  let patterns = 0;
  for (const { pattern, default: preset, example, examples } of objectsIn(document)) {
    if (typeof pattern !== "string") continue;
    patterns++;
    // With the flag by which JSON Schema reads them; a flag behind a pattern would be text to be found.
    const read = new RegExp(pattern, "u");
    expect(pattern).not.toMatch(/\$\/[a-z]+$/);
    for (const value of [preset, example, ...(Array.isArray(examples) ? examples : [])])
      if (typeof value === "string") expect(value, pattern).toMatch(read);
  }
  expect(patterns).toBeGreaterThan(20);
});

test.each(["/v1/keys", "/v1/keys/{id}/rotate", "/v1/elevations", "/v1/tenant"])(
  "what %s does not know is refused, so that a slip of the pen makes no key that never ends",
  async (path) => {
    const operation = guarded.find((one) => one.path === path && one.requestBody)!;
    const { $ref } = (operation.requestBody!.content["application/json"] as { schema: { $ref: string } })
      .schema;
    const schema = Reflect.get(document.components.schemas, $ref.split("/").at(-1)!);
    expect(schema).toMatchObject({ additionalProperties: false });
    if (path !== "/v1/keys") return;
    const tenant = await createTenant();
    const body = JSON.stringify({ name: "app", expire_in_days: 30 });
    const headers = { "content-type": "application/json" };
    const answer = await tenant.fetch(path, { method: "POST", headers, body });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("expire_in_days")]);
  },
);

describe.each(named(guarded))("%s", (_, operation) => {
  const { operationId, method, path, security, requestBody, responses } = operation;
  const call = (tenant: Pick<Tenant, "fetch"> | null, init: RequestInit = {}, suffix = QUERY) =>
    (tenant?.fetch ?? ask)(at(path) + suffix, { method, ...init });

  test("without a key, with a wrong one, and with nonsense: 401 that says how", async () => {
    for (const authorization of [
      undefined,
      "Bearer dsc_wrong",
      `Bearer dsc_${"x".repeat(43)}`,
      "Basic YTpi",
      "Bearer",
      "Bearer a b",
      `Bearer ${"y".repeat(5000)}`,
    ]) {
      // Each route asks from an address of its own: strangers may ask no more than so often.
      const headers = {
        "cf-connecting-ip": operationId,
        ...(authorization !== undefined && { authorization }),
      };
      const answer = await call(null, { headers });
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(await errorOf(answer)).toMatchObject({ status: 401, code: "unauthenticated" });
    }
  });

  test("with every scope but its own: 403 that names it", async () => {
    const [
      {
        apiKey: [scope],
      },
    ] = security!;
    const caller = await callerFor(
      operation,
      SCOPES.filter((held) => held !== scope),
    );
    expect(await errorOf(await call(caller))).toMatchObject({
      status: 403,
      code: "insufficient_scope",
      details: { scope },
    });
  });

  test("answers no status that its contract does not name", async () => {
    const answer = await call(await callerFor(operation));
    await answer.body?.cancel();
    expect(Object.keys(responses)).toContain(String(answer.status));
    expect(answer.headers.get("ratelimit-policy")).toContain("requests");
  });

  test("under another method: 405 with what is allowed", async () => {
    const other = ["PUT", "DELETE", "PATCH"].find((name) => !(name.toLowerCase() in document.paths[path]!));
    const answer = await call(await callerFor(operation), { method: other! });
    expect(answer.headers.get("allow")).toContain(method);
    expect(await errorOf(answer)).toMatchObject({ status: 405, code: "method_not_allowed" });
  });

  test("with a body of the wrong kind, a broken one, and a huge one: never a fault of ours", async () => {
    const tenant = await callerFor(operation);
    const huge = "x".repeat(200_000);
    const bodies: [string, string][] = [
      ["text/plain", "x"],
      ["application/json", "{"],
      ["application/json", "[[[[1]]]]"],
      ["application/json", `"${huge}"`],
      ["application/json", `{"__proto__":{"x":1},"name":null}`],
      ["multipart/form-data; boundary=b", "--b\r\nbroken"],
      ["", "\u0000"],
    ];
    for (const [type, body] of method === "GET" ? [] : bodies) {
      const answer = await call(tenant, { body, headers: type ? { "content-type": type } : {} });
      expect(answer.status, `${type} ${body.slice(0, 20)}`).toBeLessThan(500);
      if (answer.status >= 400) await errorOf(answer);
      if (requestBody && type === "application/json") expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  test("with hostile headers and queries: never a fault of ours", async () => {
    const tenant = await callerFor(operation);
    const hostile: Record<string, string>[] = [
      { "idempotency-key": "'; drop table tracks; --" },
      { "x-request-id": "<script>" },
      { traceparent: "00-zz" },
      { prefer: "wait=99999999999999999999" },
      { "content-length": "-1" },
      { range: "bytes=9999999999999999999999-" },
      { "if-none-match": ',,,"' },
      { accept: "application/xml" },
    ];
    for (const headers of hostile) expect((await call(tenant, { headers })).status).toBeLessThan(500);
    for (const query of [
      "?limit=%00",
      "?offset=NaN",
      "?ids=%F0%9F%8E%B5",
      `?ids=${"a,".repeat(5000)}`,
      "?limit[]=1",
      "?%",
    ]) {
      expect((await call(tenant, {}, query)).status, query).toBeLessThan(500);
    }
  });
});

/** Somebody who has a track that was analysed. No stranger can change it, so one is enough for all of them. */
async function own() {
  const owner = await createTenant();
  const sent = await owner.fetch("/v1/tracks", {
    method: "POST",
    body: formOf(wavFile(0.3)),
    headers: { prefer: "wait=30" },
  });
  return { owner, ...(await sent.json<{ track: { id: string }; task: { id: string } }>()) };
}
let owned: ReturnType<typeof own> | undefined;

describe.each(named(withId))("%s, by id", (_, operation) => {
  const { method, path } = operation;
  test("an id that is none: 400; one that is nobody's: 404", async () => {
    const tenant = await callerFor(operation);
    for (const id of [
      "x",
      "0".repeat(21),
      "0".repeat(23),
      "..%2F..%2Fetc",
      "%00".repeat(8),
      "'%20or%201=1--%20padding",
    ]) {
      const answer = await tenant.fetch(at(path, id), { method });
      expect([400, 404], id).toContain(answer.status);
      await errorOf(answer);
    }
    expect(await errorOf(await tenant.fetch(at(path), { method }))).toMatchObject({ status: 404 });
  });

  test("another tenant's ids: 404 each, and the owner still has what they name", async () => {
    const stranger = await callerFor(operation);
    owned ??= own();
    const { owner, track, task } = await owned;
    for (const id of [track.id, task.id, owner.keyId]) {
      expect(await errorOf(await stranger.fetch(at(path, id), { method }))).toMatchObject({ status: 404 });
    }
    for (const mine of [
      `/v1/tracks/${track.id}`,
      `/v1/tasks/${task.id}`,
      `/v1/audio-features/${track.id}`,
      "/v1/keys",
    ]) {
      const answer = await owner.fetch(mine);
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    }
  });
});

afterEach(() => void vi.useRealTimers());

describe("the front door", () => {
  test("an address that is none: 404 in the envelope", async () => {
    for (const path of ["/v1", "/v1/nothing", "/v2/tracks", "/..%2f", "/v1/tracks/x/y/z"]) {
      expect(await errorOf(await ask(path))).toMatchObject({ status: 404, code: "not_found" });
    }
  });

  test("keeps a plain request id, makes one otherwise, and carries the caller's trace", async () => {
    const sent = await ask("/healthz", { headers: { "x-request-id": "my-request.1" } });
    expect(sent.headers.get("x-request-id")).toBe("my-request.1");
    for (const id of ["short", "<b>not plain</b>", "x".repeat(200)]) {
      expect(
        (await ask("/healthz", { headers: { "x-request-id": id } })).headers.get("x-request-id"),
      ).toMatch(/^[0-9a-f]{32}$/);
    }
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    expect((await ask("/healthz", { headers: { traceparent } })).headers.get("x-request-id")).toBe(
      "4bf92f3577b34da6a3ce929d0e0e4736",
    );
  });

  test("every answer has the security headers, failures included", async () => {
    for (const path of ["/healthz", "/v1/tracks", "/nothing", "/openapi.json"]) {
      const { headers } = await ask(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  test("a page elsewhere may read where an answer's cards and its task are", async () => {
    const { headers } = await ask("/v1/tracks");
    const readable = headers.get("access-control-expose-headers")!.split(", ");
    expect(readable).toEqual(expect.arrayContaining(["link", "location", "etag"]));
  });

  test("a browser elsewhere may ask first", async () => {
    const answer = await ask("/v1/tracks", {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, idempotency-key",
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("guessing keys is slowed down by address", async () => {
    const guess = () =>
      ask("/v1/tracks", { headers: { authorization: "Bearer nope", "cf-connecting-ip": "203.0.113.9" } });
    // The bucket's clock stands: what it may give is what it holds.
    vi.setSystemTime(Date.now());
    const answers: Response[] = [];
    for (let i = 0; i < 70; i++) answers.push(await guess());
    expect(answers.findIndex(({ status }) => status !== 401)).toBe(60);
    const last = answers.at(-1)!;
    expect(last.headers.get("retry-after")).toBe("1");
    expect(await errorOf(last)).toMatchObject({ status: 429, code: "rate_limited" });
    expect(
      (await (await createTenant()).fetch("/v1/tracks", { headers: { "cf-connecting-ip": "203.0.113.9" } }))
        .status,
    ).toBe(200);
  });

  test("the document's links carry the host that was asked", async () => {
    const { servers } = await (await ask("/openapi.json")).json<{ servers: { url: string }[] }>();
    expect(servers).toEqual([{ url: ORIGIN }]);
  });
});
