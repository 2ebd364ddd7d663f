import { Buffer } from "node:buffer";
import fc from "fast-check";
import { compactVerify, exportSPKI, generateKeyPair, importJWK, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { CLAIMS, createSigner, ISSUER, part, type Signer, START_S, sign, tokenWorld } from "./signer.ts";

let signer: Signer;
let stranger: Signer;
beforeAll(async () => {
  [signer, stranger] = [await createSigner("k1"), await createSigner("k1")];
});

/** What becomes of a token with these claims and headers, signed as it should be. */
async function principalFrom(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) {
  return tokenWorld(signer).resolve(await sign(signer, claims, header));
}

describe("a good token", () => {
  test("says who it is, as what, how strongly they showed it, and until when", async () => {
    expect(await principalFrom()).toStrictEqual({
      tenantId: CLAIMS.tenant,
      actor: "user:u1",
      role: "member",
      scopes: ["tracks:read", "tracks:write"],
      credentialId: "s1",
      methods: ["pwd", "otp"],
      authenticatedAt: (START_S - 60) * 1000,
      issuedAt: START_S * 1000,
      expiresAt: (START_S + 600) * 1000,
    });
  });

  test("of our own pages may go without a type; that of an app may not", async () => {
    for (const typ of [undefined, "JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT"])
      expect(await principalFrom({}, { typ }), typ).not.toBeNull();
    for (const typ of [undefined, "JWT"])
      expect(await principalFrom({ client_id: "app" }, { typ }), typ).toBeNull();
  });

  test("of an app that acts for a person names the app, and its session or else the consent", async () => {
    expect(await principalFrom({ client_id: "app" })).toMatchObject({
      actor: "user:u1",
      clientId: "app",
      credentialId: "s1",
      role: "member",
    });
    expect(await principalFrom({ client_id: "app", sid: undefined })).toMatchObject({
      credentialId: "app:u1",
    });
  });

  test.each([["app"], [undefined]])(
    "of an app for itself is a service, whatever role it claims (sub %s)",
    async (sub) => {
      for (const role of ["service", "owner", undefined]) {
        const got = await principalFrom({ client_id: "app", sub, role, sid: undefined });
        expect(got).toMatchObject({ actor: "client:app", role: "service", credentialId: "app", methods: [] });
        expect(got).not.toHaveProperty("authenticatedAt");
      }
    },
  );

  test("loses scopes and methods that do not exist", async () => {
    const got = await principalFrom({
      scope: "openid root tracks:read  TRACKS:WRITE",
      amr: ["pwd", "magic"],
    });
    expect(got).toMatchObject({ scopes: ["tracks:read"], methods: ["pwd"] });
    expect(await principalFrom({ scope: "" })).toMatchObject({ scopes: [] });
  });

  test("may be for others too, and may come from a clock that is a little ahead", async () => {
    expect(await principalFrom({ aud: ["elsewhere", `${ISSUER}/v1`] })).not.toBeNull();
    expect(await principalFrom({ iat: START_S + 4, nbf: START_S + 4 })).not.toBeNull();
    expect(await principalFrom({ exp: START_S - 4 })).not.toBeNull();
  });
});

describe("claims that spoil a token, however well it is signed", () => {
  const cases: Record<string, Record<string, unknown>> = {
    expired: { exp: START_S - 5 },
    "not yet valid": { nbf: START_S + 6 },
    "made in the future": { iat: START_S + 60 },
    "made too long ago": { iat: START_S - 3_606, exp: START_S + 600 },
    "of another issuer": { iss: "https://evil.test" },
    "of an issuer that begins alike": { iss: `${ISSUER}.evil.test` },
    "of our issuer with a slash": { iss: `${ISSUER}/` },
    "of several issuers": { iss: [ISSUER] },
    "for another audience": { aud: "https://evil.test/v1" },
    "for the issuer, as ID tokens of ours would be": { aud: ISSUER },
    "for an app": { aud: "app" },
    "for an audience in an object": { aud: { [`${ISSUER}/v1`]: true } },
    "an unknown role": { role: "root" },
    "a role in a list": { role: ["owner"] },
    "no role": { role: undefined },
    "a person as a service": { role: "service" },
    "scopes in a list": { scope: ["tracks:read"] },
    "scopes without end": { scope: "tracks:read ".repeat(200) },
    "no scope claim": { scope: undefined },
    "no tenant": { tenant: undefined },
    "a tenant that is no id": { tenant: "../other" },
    "a tenant in a list": { tenant: [CLAIMS.tenant] },
    "no session, of our own pages": { sid: undefined },
    "a session that is a number": { sid: 7 },
    "no subject": { sub: undefined },
    "a subject in an object": { sub: { id: "u1" } },
    "a subject with blanks": { sub: "u1 tenant=other" },
    "an empty subject": { sub: "" },
    "no client": { client_id: undefined },
    "methods in a text": { amr: "pwd" },
    "a sign-in time that is a text": { auth_time: "yesterday" },
    "an expiry that is a text": { exp: String(START_S + 600) },
    "an expiry without end": { exp: 1e300 },
    "no expiry": { exp: undefined },
    "no time of making": { iat: undefined },
    "no id": { jti: undefined },
    "a proof of possession that nobody checks": { cnf: { jkt: "thumbprint" } },
  };
  test.each(Object.entries(cases))("%s", async (_, claims) => {
    expect(await principalFrom(claims)).toBeNull();
  });

  test.each(["id_token+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "at", "at+jwt+x", "text/at+jwt"])(
    "a token of the type %s",
    async (typ) => expect(await principalFrom({}, { typ })).toBeNull(),
  );

  test("an ID token, even one for us: it is no access token", async () => {
    const idToken = { scope: undefined, client_id: undefined, nonce: "n", at_hash: "h" };
    for (const typ of [undefined, "JWT"]) {
      expect(await principalFrom({ ...idToken, aud: "app" }, { typ })).toBeNull();
      expect(await principalFrom({ ...idToken, scope: CLAIMS.scope }, { typ })).toBeNull();
    }
  });
});

describe("forged signatures", () => {
  const refused = async (token: string) => expect(await tokenWorld(signer).resolve(token)).toBeNull();

  test.each(["none", "None", "NONE", "nOnE", ""])("algorithm “%s”", async (alg) => {
    const unsigned = `${part({ alg, kid: "k1", typ: "at+jwt" })}.${part(CLAIMS)}`;
    const [, , signature] = (await sign(signer)).split(".");
    for (const end of ["", "AA", part("none"), signature]) await refused(`${unsigned}.${end}`);
  });

  test("HS256 with the public key as the secret, in each form somebody may have it", async () => {
    const publicKey = (await importJWK({ ...signer.jwk, ext: true }, "EdDSA")) as CryptoKey;
    const { kid, kty, crv, x } = signer.jwk;
    const secrets = [
      JSON.stringify(signer.jwk),
      JSON.stringify({ kty, crv, x }),
      JSON.stringify({ keys: [signer.jwk] }),
      await exportSPKI(publicKey),
      (await exportSPKI(publicKey)).trim(),
      x!,
      Buffer.from(x!, "base64url"),
    ];
    for (const alg of ["HS256", "HS384", "HS512"]) {
      for (const secret of secrets) {
        const token = await new SignJWT({ ...CLAIMS })
          .setProtectedHeader({ alg, kid: kid!, typ: "at+jwt" })
          .sign(
            await crypto.subtle.importKey(
              "raw",
              Buffer.from(secret),
              { name: "HMAC", hash: `SHA-${alg.slice(2)}` },
              false,
              ["sign"],
            ),
          );
        await refused(token);
      }
    }
  });

  test.each(["ES256", "RS256", "PS256"])("%s, with a key of the forger's own in the header", async (alg) => {
    const { privateKey } = await generateKeyPair(alg);
    await refused(
      await new SignJWT({ ...CLAIMS }).setProtectedHeader({ alg, kid: "k1", typ: "at+jwt" }).sign(privateKey),
    );
  });

  test("another key of the same kind under the same id", async () => refused(await sign(stranger)));

  test("keys and addresses of keys that the token brings along are not looked at", async () => {
    const fetched: string[] = [];
    const brought = {
      jwk: stranger.jwk,
      jku: "https://evil.test/jwks.json",
      x5u: "https://evil.test/cert",
      x5c: [part("certificate")],
      x5t: "thumb",
    };
    const before = globalThis.fetch;
    globalThis.fetch = async (input) => {
      fetched.push(String(input));
      return before(input);
    };
    try {
      for (const [name, value] of Object.entries(brought)) {
        await refused(await sign(stranger, {}, { [name]: value }));
        await refused(await sign({ ...stranger, kid: "evil" }, {}, { [name]: value }));
      }
    } finally {
      globalThis.fetch = before;
    }
    expect(fetched).toEqual([]);
  });

  test.each([
    "k2",
    "",
    "../../dev/null",
    "k1' or '1'='1",
    "__proto__",
    "constructor",
    "k1\u0000",
    "K1",
    " k1",
    "x".repeat(1_000),
  ])("the key id %j", async (kid) => refused(await sign({ ...signer, kid })));

  test.each([[undefined], [1], [null], [["k1"]], [{ k1: true }]])("the key id %j", async (kid) =>
    refused(await sign(signer, {}, { kid })),
  );

  test("tampered payloads and signatures", async () => {
    const [header, payload, signature] = (await sign(signer)).split(".") as [string, string, string];
    await refused(`${header}.${part({ ...CLAIMS, role: "owner" })}.${signature}`);
    await refused(`${part({ alg: "EdDSA", kid: "k1" })}.${payload}.${signature}`);
    // The same claims, with a second role that readers of JSON would believe.
    await refused(`${header}.${part(`${JSON.stringify(CLAIMS).slice(0, -1)},"role":"owner"}`)}.${signature}`);
    const other = (await sign(signer, { sub: "u2" })).split(".")[2]!;
    await refused(`${header}.${payload}.${other}`);
    await refused(`${header}.${payload}.${signature.slice(0, -4)}`);
    await refused(`${header}.${payload}.${signature}AA`);
    await refused(`${header}.${payload}.${part(Buffer.alloc(64).toString("latin1"))}`);
    await refused(`${header}.${payload}.${Buffer.alloc(64).toString("base64url")}`);
  });

  test("a signature whose unused bits are set, which is another text for the same bytes", async () => {
    // 64 bytes are 86 characters, of whose last one only two bits count.
    const token = await sign(signer);
    const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twin = token.slice(0, -1) + last[last.indexOf(token.at(-1)!) + 1];
    const { resolve } = tokenWorld(signer);
    expect(await resolve(twin)).toBeNull();
    expect(await resolve(token)).not.toBeNull();
    expect(await resolve(twin)).toBeNull();
  });

  test("extensions that would have to be understood, and payloads that are not encoded", async () => {
    const header = { alg: "EdDSA", kid: "k1", typ: "at+jwt", crit: ["exp"], exp: START_S + 600 };
    const unsigned = `${part(header)}.${part(CLAIMS)}`;
    const bytes = await crypto.subtle.sign("Ed25519", signer.privateKey, Buffer.from(unsigned));
    await refused(`${unsigned}.${Buffer.from(bytes).toString("base64url")}`);
    const plain = `${part({ alg: "EdDSA", kid: "k1", typ: "at+jwt", b64: false, crit: ["b64"] })}.${part(CLAIMS)}`;
    const signed = await crypto.subtle.sign("Ed25519", signer.privateKey, Buffer.from(plain));
    await refused(`${plain}.${Buffer.from(signed).toString("base64url")}`);
  });

  test("a token within a token, and payloads that are no object", async () => {
    const inner = await sign(signer);
    for (const payload of [
      inner,
      JSON.stringify(inner),
      "[]",
      "null",
      "7",
      "",
      "{",
      `[${JSON.stringify(CLAIMS)}]`,
    ]) {
      const unsigned = `${part({ alg: "EdDSA", kid: "k1", typ: "at+jwt", cty: "JWT" })}.${part(payload)}`;
      const bytes = await crypto.subtle.sign("Ed25519", signer.privateKey, Buffer.from(unsigned));
      await refused(`${unsigned}.${Buffer.from(bytes).toString("base64url")}`);
    }
  });

  test("an oversized token is not even looked at", async () => {
    const { resolve, world } = tokenWorld(signer);
    const token = await sign(signer, { filler: "x".repeat(100_000) });
    expect((await compactVerify(token, await importJWK(signer.jwk, "EdDSA"))).payload.length).toBeGreaterThan(
      100_000,
    );
    expect([await resolve(token), world.fetches]).toEqual([null, 0]);
  });
});

test("no change of a good token, of whatever kind, makes another good token", async () => {
  const { resolve } = tokenWorld(signer);
  const good = await sign(signer);
  expect(await resolve(good)).not.toBeNull();
  const character = fc.constantFrom(..."ABCDwxyz0189-_.=+/ {}");
  const edit = fc.record({
    at: fc.nat(good.length),
    remove: fc.nat(8),
    insert: fc.array(character, { maxLength: 8 }).map((text) => text.join("")),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const spoilt = edits.reduce(
        (token, { at, remove, insert }) => token.slice(0, at) + insert + token.slice(at + remove),
        good,
      );
      fc.pre(spoilt !== good);
      expect(await resolve(spoilt)).toBeNull();
    }),
    { numRuns: 1_000, seed: 3 },
  );
});

test("no claims that identity could sign by mistake bring a role, a scope or a shape that does not exist", async () => {
  const { resolve } = tokenWorld(signer);
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom("owner", "first-party", "app", "tracks:read"),
  );
  const names = ["sub", "tenant", "role", "scope", "client_id", "sid", "amr", "auth_time", "cnf"];
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 }), async (claims) => {
      const got = await resolve(await sign(signer, claims));
      if (got === null) return;
      expect(["owner", "admin", "member", "analyst", "service"]).toContain(got.role);
      expect(got.actor).toMatch(/^(user|client):[\w.~:-]+$/);
      expect(got.role === "service").toBe(got.actor.startsWith("client:"));
      expect(got.credentialId).toMatch(/^[\w.~:-]+$/);
    }),
    { numRuns: 300, seed: 3 },
  );
});

describe("what is remembered", () => {
  test("a good token costs no cryptography again, until it expires", async () => {
    const { resolve, world } = tokenWorld(signer);
    const token = await sign(signer);
    const principal = await resolve(token);
    expect(await resolve(token)).toBe(principal);
    world.now = (START_S + 599) * 1000;
    expect(await resolve(token)).toBe(principal);
    world.now = (START_S + 605) * 1000;
    expect(await resolve(token)).toBeNull();
  });

  test("no more than 2,000 of them, and no bad one", async () => {
    const { resolve } = tokenWorld(signer);
    const first = await sign(signer);
    const principal = await resolve(first);
    for (let i = 0; i < 100; i++) await resolve(await sign(stranger, { jti: String(i) }));
    expect(await resolve(first)).toBe(principal);
    for (let i = 0; i < 2_000; i++) await resolve(await sign(signer, { jti: String(i) }));
    const again = await resolve(first);
    expect(again).toStrictEqual(principal);
    expect(again).not.toBe(principal);
  });
});
