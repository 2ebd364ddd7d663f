import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  authEndpoints,
  authenticate,
  authorize,
  createApiKeyStore,
  createCredentialDirectory,
  createIdentityLine,
  createRpcKeyDirectory,
  mintApiKey,
  rememberKeys,
} from "../../../src/auth/index.ts";
import { createAuditTrail } from "../../../src/compliance/index.ts";
import { openDatabase } from "../../../src/database/index.ts";
import { createApp } from "../../../src/http/index.ts";
import { createLogger } from "../../../src/monitoring/index.ts";
import type { Principal } from "../../../src/policy/index.ts";
import { createRevocationStore } from "../../../src/tenants/index.ts";
import { errorOf } from "../../workers/gateway/tenant.ts";
import { createSigner, type Signer, sign, tokenWorld } from "./signer.ts";

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner("k1");
});

/** The operations on keys behind the real guards, with an identity that the test holds in its hands. */
function gateway() {
  const tokens = tokenWorld(signer);
  const keysOf = { ask: async (_: string): Promise<Principal | null> => null };
  let strangers = 0;
  const line = createIdentityLine({ onUnreachable: () => {}, patienceMs: 30 });
  const directory = rememberKeys(
    createRpcKeyDirectory((hash) => keysOf.ask(hash), line),
    line,
  );
  const db = openDatabase(env.DB);
  const app = createApp({
    endpoints: authEndpoints(createApiKeyStore(db), directory, {
      audit: createAuditTrail(db),
      revocations: createRevocationStore(db),
    }),
    guards: ({ action }) => [
      authenticate(createCredentialDirectory(directory, tokens), async () => void strangers++),
      authorize(
        action!,
        async () => new Set(),
        async () => {},
      ),
    ],
    log: createLogger("error"),
    pages: [],
    mounts: [],
  });
  const ask = async (authorization?: string) => {
    const context = createExecutionContext();
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await app.fetch(new Request("http://descant.test/v1/keys", { headers }), env, context);
    await waitOnExecutionContext(context);
    return answer;
  };
  return { ask, keysOf, ...tokens, strangers: () => strangers };
}

describe("a request's credential", () => {
  test("may be a token: its person's role, scopes and app decide", async () => {
    const { ask } = gateway();
    const token = await sign(signer, { scope: "keys:manage" });
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    expect((await ask(`bearer   ${token}`)).status).toBe(200);
    const reading = await sign(signer, { scope: "tracks:read" });
    expect(await errorOf(await ask(`Bearer ${reading}`))).toMatchObject({ code: "insufficient_scope" });
    const analyst = await sign(signer, { scope: "keys:manage", role: "analyst" });
    expect(await errorOf(await ask(`Bearer ${analyst}`))).toMatchObject({ code: "forbidden" });
  });

  test("that is bad in whatever way gets the same answer, and counts against its address", async () => {
    const { ask, strangers, world } = gateway();
    const good = await sign(signer, { scope: "keys:manage" });
    const bad = [
      `Bearer ${mintApiKey()}`,
      `Bearer ${await sign(signer, { exp: world.now / 1000 - 60 })}`,
      `Bearer ${await sign(signer, { role: "root" })}`,
      `Bearer ${await sign({ ...signer, kid: "made-up" })}`,
      `Bearer ${good.slice(0, -2)}`,
      "Bearer x",
      `Bearer ${"x".repeat(100_000)}`,
      "Bearer",
      `Basic ${good}`,
      `Bearer ${good}, Bearer ${good}`,
      good,
    ];
    const told = new Set<string>();
    for (const authorization of bad) {
      const answer = await ask(authorization);
      const { request_id: _, ...rest } = await errorOf(answer);
      told.add(JSON.stringify({ ...rest, challenge: answer.headers.get("www-authenticate") }));
    }
    expect([...told]).toHaveLength(1);
    expect([...told][0]).toContain('"code":"unauthenticated"');
    expect(strangers()).toBe(bad.length);
  });

  test("that only identity could tell gets 503 with Retry-After while it is silent, and is nobody's fault", async () => {
    const error = vi.spyOn(console, "error").mockReturnValue();
    const { ask, keysOf, strangers, world } = gateway();
    const token = await sign(signer, { scope: "keys:manage" });
    keysOf.ask = () => new Promise(() => {});
    const { fetchKeys } = world;
    world.fetchKeys = () => new Promise(() => {});
    for (const credential of [mintApiKey(), token]) {
      const answer = await ask(`Bearer ${credential}`);
      expect(await errorOf(answer)).toMatchObject({ status: 503, code: "identity_unavailable" });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(strangers()).toBe(0);
    world.fetchKeys = fetchKeys;
    world.now += 3_000;
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    world.fetchKeys = () => Promise.reject(new Error("down"));
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    error.mockRestore();
  });
});
