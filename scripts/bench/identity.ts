import type { BenchServers } from "./servers.ts";
import { median } from "./statistics.ts";

/** What one request costs at the front door, in milliseconds; each with the policy's decision. */
export interface DoorTimes {
  /** A token that this isolate has not met: signature, claims. */
  fresh: number;
  /** A token that it has. */
  remembered: number;
  /** An API key that this isolate remembers. */
  keyHit: number;
  /** One that it asks identity for. */
  keyMiss: number;
  /** One that nobody has. */
  keyUnknown: number;
}

export interface IdentityFigures extends DoorTimes {
  /** `POST /auth/sign-in/email` with the right password, the median, ms. */
  signIn: number;
  /** The password's hash by itself, ms. */
  hash: number;
}

const SIGN_INS = 15;

/** Measures signing in over HTTP, and what each request pays for being known. */
export async function measureIdentity(servers: BenchServers, hash: () => void): Promise<IdentityFigures> {
  const { ports, key, owner, publicUrl } = servers;
  const signIns: number[] = [];
  for (let turn = 0; turn < SIGN_INS; turn++) {
    const started = performance.now();
    const answer = await fetch(`http://127.0.0.1:${ports.gateway}/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: publicUrl },
      body: JSON.stringify({ email: owner.email, password: owner.password }),
    });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}`);
    signIns.push(performance.now() - started);
  }
  const hashes = Array.from({ length: 5 }, () => {
    const started = performance.now();
    hash();
    return performance.now() - started;
  });
  const answer = await fetch(`http://127.0.0.1:${ports.door}/?key=${key}`);
  if (!answer.ok) throw new Error(`the front door's probe answered ${answer.status}`);
  const door = (await answer.json()) as DoorTimes;
  return { ...door, signIn: median(signIns), hash: median(hashes) };
}
