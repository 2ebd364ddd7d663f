/**
 * What the front door does for each request to know who asks and whether they may, in workerd, with the gateway's own
 * sources. Each figure is the time of many, since workerd's clock counts whole milliseconds.
 */
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import {
  createAccessTokenDirectory,
  createIdentityLine,
  createRpcKeyDirectory,
  createSigningKeyCache,
  mintApiKey,
  rememberKeys,
} from "../../src/auth/index.ts";
import { newId } from "../../src/database/index.ts";
import { type Principal, refusalOf, SCOPES } from "../../src/policy/index.ts";
import type { DoorTimes } from "./identity.ts";

/** The bindings, as far as this Worker uses them. */
interface ProbeEnv {
  IDENTITY: { resolveKey(hash: string, traceId: string): Promise<Principal | null> };
}

const ISSUER = "http://descant.test";
const TOKENS = 400;
const UNKNOWN_KEYS = 200;
const REPETITIONS = 20_000;

const background = (work: Promise<unknown>) => void work.catch(() => {});

async function measure(env: ProbeEnv, key: string): Promise<DoorTimes> {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "bench", alg: "EdDSA" };
  const line = createIdentityLine({ onUnreachable: () => {} });
  const keys = createSigningKeyCache(async () => ({ keys: [jwk] }), line);
  const directory = createAccessTokenDirectory({ issuer: ISSUER, keys });
  const tokens: string[] = [];
  for (let made = 0; made < TOKENS; made++) tokens.push(await signToken(privateKey));
  const decide = (principal: Principal | null) => {
    if (!principal || refusalOf(principal, "features:read", { now: Date.now() }) !== null)
      throw new Error("a good token was refused");
  };
  // The first fetches the keys.
  await directory.resolve(tokens[0]!, background);
  const fresh = await timed(TOKENS - 1, async (turn) =>
    decide(await directory.resolve(tokens[turn + 1]!, background)),
  );
  const remembered = await timed(REPETITIONS, async () =>
    decide(await directory.resolve(tokens[1]!, background)),
  );

  const ask = (hash: string) => env.IDENTITY.resolveKey(hash, "bench");
  const lookup = createRpcKeyDirectory(ask, line);
  await lookup.resolve(key, background);
  const miss = await timed(UNKNOWN_KEYS, async () => decide(await lookup.resolve(key, background)));
  const unknown = await timed(
    UNKNOWN_KEYS,
    async () => void (await lookup.resolve(mintApiKey(), background)),
  );
  const remember = rememberKeys(lookup, line);
  await remember.resolve(key, background);
  const hit = await timed(REPETITIONS, async () => decide(await remember.resolve(key, background)));
  return { fresh, remembered, keyHit: hit, keyMiss: miss, keyUnknown: unknown };
}

/** Milliseconds a run. */
async function timed(runs: number, run: (turn: number) => Promise<void>): Promise<number> {
  const started = Date.now();
  for (let turn = 0; turn < runs; turn++) await run(turn);
  return (Date.now() - started) / runs;
}

function signToken(privateKey: CryptoKey): Promise<string> {
  return new SignJWT({
    tenant: newId(),
    role: "member",
    scope: SCOPES.join(" "),
    client_id: "first-party",
    sid: newId(),
    amr: ["pwd"],
  })
    .setProtectedHeader({ alg: "EdDSA", kid: "bench", typ: "at+jwt" })
    .setIssuer(ISSUER)
    .setAudience(`${ISSUER}/v1`)
    .setSubject(newId())
    .setJti(newId())
    .setIssuedAt()
    .setExpirationTime("10m")
    .sign(privateKey);
}

export default {
  fetch: async (request: Request, env: ProbeEnv) =>
    Response.json(await measure(env, new URL(request.url).searchParams.get("key") ?? "")),
};
