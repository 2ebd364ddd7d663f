import { Buffer } from "node:buffer";
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, type JWTPayload, SignJWT } from "jose";
import {
  createAccessTokenDirectory,
  createIdentityLine,
  createSigningKeyCache,
} from "../../../src/auth/index.ts";
import { collectWork } from "./background.ts";

export const ISSUER = "https://descant.test";
export const START_S = 1_700_000_000;

/** A key pair as identity has them. */
export interface Signer {
  kid: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

export async function createSigner(kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "EdDSA" } };
}

/** What a good token of a person's says, to be spoilt by tests. */
export const CLAIMS = {
  iss: ISSUER,
  aud: `${ISSUER}/v1`,
  sub: "u1",
  tenant: "T".repeat(22),
  role: "member",
  scope: "tracks:read tracks:write",
  amr: ["pwd", "otp"],
  auth_time: START_S - 60,
  sid: "s1",
  client_id: "first-party",
  jti: "j1",
  iat: START_S,
  exp: START_S + 600,
} as const satisfies JWTPayload;

/** Signs claims; a claim or header that is undefined is left out. */
export function sign(
  { kid, privateKey }: Signer,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const all = JSON.parse(JSON.stringify({ ...CLAIMS, ...claims }));
  const head = JSON.parse(JSON.stringify({ alg: "EdDSA", kid, typ: "at+jwt", ...header }));
  return new SignJWT(all).setProtectedHeader(head).sign(privateKey);
}

export const part = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A directory of tokens whose clock and whose identity the test holds in its hands. */
export function tokenWorld(...signers: Signer[]) {
  const world = {
    now: START_S * 1000,
    fetches: 0,
    failures: 0,
    signers,
    fetchKeys: async (): Promise<JSONWebKeySet> => ({ keys: world.signers.map(({ jwk }) => jwk) }),
    ...collectWork(),
  };
  const clock = () => world.now;
  const line = createIdentityLine({ onUnreachable: () => world.failures++, now: clock, patienceMs: 40 });
  const keys = createSigningKeyCache(
    () => {
      world.fetches++;
      return world.fetchKeys();
    },
    line,
    clock,
  );
  const directory = createAccessTokenDirectory({ issuer: ISSUER, keys, now: clock });
  return { world, keys, resolve: (token: string) => directory.resolve(token, world.background) };
}
