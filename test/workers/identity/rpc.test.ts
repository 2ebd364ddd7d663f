import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createApiKeyStore, hashApiKey, mintApiKey } from "../../../src/auth/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { OutgoingRefused } from "../../../src/outgoing/index.ts";
import type { IdentityRpc } from "../../../workers/identity/index.ts";

const ORIGIN = "http://descant.test";
// The types of all Workers know one main module; this is the one under test.
const { IdentityRpc: rpc } = exports as typeof exports & { IdentityRpc: Service<typeof IdentityRpc> };
const ask = (path: string, init?: RequestInit) => rpc.fetch(new Request(new URL(path, ORIGIN), init));

afterEach(() => {
  vi.useRealTimers();
});

describe("the identity Worker", () => {
  test("serves a cold isolate's first twenty requests at once, whoever of them hangs up", async () => {
    const hangsUp = new AbortController();
    const paths = [
      "/.well-known/jwks.json",
      "/auth/get-session",
      "/.well-known/openid-configuration",
      "/auth/ways-in",
    ];
    const answers = Array.from({ length: 20 }, (_, i) =>
      ask(paths[i % paths.length]!, i < 5 ? { signal: hangsUp.signal } : {}).then(
        async (answer) => [answer.status, (await answer.text()).length > 0],
        () => "hung up",
      ),
    );
    hangsUp.abort();
    const [first, rest] = [await Promise.all(answers.slice(0, 5)), await Promise.all(answers.slice(5))];
    expect(first).toHaveLength(5);
    expect(rest).toEqual(Array(15).fill([200, true]));
  });

  test("answers its own addresses and nothing else", async () => {
    expect((await ask("/auth/get-session")).status).toBe(200);
    for (const path of ["/", "/v1/tracks", "/authentic", "/.well-known/other", "/auth"])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
  });

  test("gives the public keys, and says when it is ready", async () => {
    expect(await rpc.ready("trace")).toEqual({ ok: true });
    const { keys } = await rpc.jwks();
    expect(keys).toEqual([expect.objectContaining({ kty: "OKP", crv: "Ed25519", alg: "EdDSA" })]);
  });

  test("knows whose API key has a hash", async () => {
    const key = mintApiKey();
    const tenantId = newId();
    const row = await createApiKeyStore(openDatabase(env.DB)).insert(tenantId, {
      id: newId(),
      name: "test",
      hash: hashApiKey(key),
      hint: key.slice(-4),
      scopes: ["tracks:read"],
    });
    expect(await rpc.resolveKey(hashApiKey(key), "trace")).toEqual({
      tenantId,
      actor: `key:${row.id}`,
      role: "service",
      scopes: ["tracks:read"],
      credentialId: row.id,
      methods: [],
      issuedAt: expect.any(Number),
    });
    expect(await rpc.resolveKey(hashApiKey(mintApiKey()), "trace")).toBeNull();
    expect(await rpc.resolveKey("' or 1=1 --", "trace")).toBeNull();
  });

  test("asks nobody on its own network, whoever tells it to", async () => {
    await ask("/auth/ways-in");
    // The platform's own `fetch` is what better-auth and all libraries below it take, at the time they ask.
    for (const address of [
      "http://169.254.169.254/latest",
      "https://127.0.0.1/",
      "https://localhost/",
      "http://example.com/",
    ])
      await expect(fetch(address), address).rejects.toBeInstanceOf(OutgoingRefused);
  });

  test("slows guessing down with the real guard", async () => {
    // The clock stands, else an attempt that was slow earns the next one.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const headers = {
      origin: ORIGIN,
      "content-type": "application/json",
      "cf-connecting-ip": "198.51.100.99",
    };
    const body = JSON.stringify({ email: `${newId()}@example.com`, password: "wrong horse battery" });
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await ask("/auth/sign-in/email", { method: "POST", headers, body })).status);
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
  });
});
