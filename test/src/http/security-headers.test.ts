import { describe, expect, test } from "vitest";
import { ask, createTenant } from "../../workers/gateway/tenant.ts";

// Walked from the document that the gateway serves, so that a route is tested by being there.

interface Document {
  paths: Record<string, Record<string, { operationId: string }>>;
}

const document = await (await ask("/openapi.json")).json<Document>();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({
    operationId,
    method: method.toUpperCase(),
    path: path.replace(/\{\w+\}/g, "0".repeat(22)),
  })),
);

/** What no answer of ours may be without, whatever it is. */
function expectDefended({ headers }: Response, what: string) {
  expect(headers.get("x-content-type-options"), what).toBe("nosniff");
  expect(headers.get("referrer-policy"), what).toBe("no-referrer");
  expect(headers.get("cross-origin-opener-policy"), what).toBe("same-origin");
  expect(headers.get("strict-transport-security"), what).toMatch(/^max-age=\d{8,}/);
  expect(headers.get("x-request-id"), what).toMatch(/^[\w.:-]{8,128}$/);
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy, what).toContain("default-src 'none'");
  expect(policy, what).toContain("frame-ancestors 'none'");
  expect(policy, what).not.toMatch(/script-src[^;]*('unsafe-|https?:|\*)/);
  // What any origin may read, no browser may send cookies for.
  expect(headers.get("access-control-allow-credentials"), what).toBeNull();
  for (const chatty of ["server", "x-powered-by"]) expect(headers.get(chatty), what).toBeNull();
}

test("there are routes to walk", () => {
  expect(operations.length).toBeGreaterThan(10);
});

describe.each(operations.map((operation) => [operation.operationId, operation] as const))(
  "%s",
  (operationId, { method, path }) => {
    const address = { "cf-connecting-ip": operationId };

    test("defends its answer: to a stranger, to a key, under a wrong method, to a browser that asks first", async () => {
      const tenant = await createTenant();
      const answers: [string, Response][] = [
        ["to a stranger", await ask(path, { method, headers: address })],
        ["to a key", await tenant.fetch(path, { method })],
        ["under a wrong method", await tenant.fetch(path, { method: "PROPFIND" })],
        [
          "to a browser that asks first",
          await ask(path, {
            method: "OPTIONS",
            headers: {
              origin: "https://elsewhere.example",
              "access-control-request-method": method,
              "access-control-request-headers": "authorization,cookie",
            },
          }),
        ],
      ];
      for (const [what, answer] of answers) {
        expectDefended(answer, what);
        expect(answer.headers.get("set-cookie"), what).toBeNull();
        await answer.body?.cancel();
      }
    });

    test("is never kept by a cache that others share, once it takes a credential", async () => {
      if (!path.startsWith("/v1/")) return;
      const tenant = await createTenant();
      for (const answer of [
        await ask(path, { method, headers: address }),
        await tenant.fetch(path, { method }),
      ]) {
        expect(answer.headers.get("cache-control") ?? "", `${answer.status}`).not.toMatch(/public|s-maxage/);
        await answer.body?.cancel();
      }
    });

    test("takes no credential but the header: not a cookie, not the address", async () => {
      if (!path.startsWith("/v1/")) return;
      const { key } = await createTenant();
      const cookie = `session=${key}; authorization=Bearer ${key}; better-auth.session_token=${key}`;
      const answers = [
        await ask(path, { method, headers: { ...address, cookie } }),
        await ask(`${path}?access_token=${key}&api_key=${key}&key=${key}`, { method, headers: address }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(401);
        await answer.body?.cancel();
      }
    });
  },
);

test.each(["/", "/docs", "/page.js", "/nothing", "/v1", "/openapi.json", "/auth", "/auth/nothing", "/%"])(
  "%s is defended",
  async (path) => {
    const answer = await ask(path);
    expectDefended(answer, path);
    await answer.body?.cancel();
  },
);

test("what a client sends comes back in no header", async () => {
  const evil = "https://elsewhere.example/%0d%0aset-cookie:a=b";
  const headers = {
    origin: evil,
    referer: evil,
    "x-request-id": evil,
    "x-forwarded-host": "elsewhere.example",
  };
  for (const path of ["/v1/tracks", `/v1/tracks/${encodeURIComponent(evil)}`, "/docs", "/openapi.json"]) {
    const answer = await ask(path, { headers });
    expect(JSON.stringify([...answer.headers]), path).not.toContain("elsewhere.example");
    expect(await answer.text(), path).not.toContain("elsewhere.example");
  }
});

describe("who may read what identity answers", () => {
  const elsewhere = { origin: "https://elsewhere.example" };
  const asksFirst = {
    ...elsewhere,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
  };

  test.each([
    "/auth/sign-in/email",
    "/auth/get-session",
    "/auth/token",
    "/auth/oauth2/consent",
    "/auth/nothing",
  ])("%s: our own pages", async (path) => {
    for (const init of [{ headers: elsewhere }, { method: "OPTIONS", headers: asksFirst }]) {
      const answer = await ask(path, init);
      const named = [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"));
      expect(named, path).toEqual([]);
      await answer.body?.cancel();
    }
  });

  test.each(["/auth/oauth2/token", "/auth/oauth2/userinfo", "/auth/device/code", "/.well-known/jwks.json"])(
    "%s: any app",
    async (path) => {
      const first = await ask(path, { method: "OPTIONS", headers: asksFirst });
      expect([first.status, first.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
      const answer = await ask(path, { headers: elsewhere });
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      await answer.body?.cancel();
    },
  );
});
