import { open } from "node:fs/promises";
import type { ChainedEvent, Flaw, KnownHead, Verdict } from "../../src/compliance/audit-chain-state.ts";
import { verifyChain } from "../../src/compliance/verify-chain.ts";
import { CannotVerifyError, type VerifyArguments } from "./arguments.ts";
import { readEvent } from "./read-event.ts";
import { readTrailFile } from "./read-file.ts";
import { readTrailOfServer } from "./read-server.ts";

export interface Verified {
  verdict: Verdict;
  /** Whose trail it was; undefined for an empty one of nobody in particular. */
  tenantId: string | undefined;
}

/**
 * Reads a trail from where the arguments say, saves it if they ask for it, and verifies its chain.
 * @throws CannotVerifyError when it could not be read or saved
 */
export async function verifyTrail({ source, tenantId, head, save }: VerifyArguments): Promise<Verified> {
  const raw = "file" in source ? readTrailFile(source.file) : readTrailOfServer(source.url, source.key);
  const events = save === undefined ? raw : saveEach(raw, save);
  const first = await events.next();
  const owner = tenantId ?? (first.done ? undefined : (readEvent(first.value)?.tenantId ?? ""));
  if (owner === undefined) return { verdict: emptyVerdict(head), tenantId: owner };
  const all = async function* (): AsyncGenerator<ChainedEvent | null> {
    if (first.done) return;
    yield readEvent(first.value);
    for await (const value of events) yield readEvent(value);
  };
  const known = head === undefined ? {} : { head };
  return { verdict: await verifyChain(all(), { tenantId: owner, ...known }), tenantId: owner };
}

function emptyVerdict(head: KnownHead | undefined): Verdict {
  return head === undefined || head.sequence === 0
    ? { ok: true, end: { sequence: 0, hash: head?.hash ?? "" } }
    : { ok: false, sequence: 1, flaw: "truncated" };
}

/** Passes values on, writing each as a line of a file. A file that is there already is not overwritten. */
async function* saveEach(values: AsyncGenerator<unknown>, file: string): AsyncGenerator<unknown> {
  const handle = await open(file, "wx").catch((error: Error) => {
    throw new CannotVerifyError(`The trail cannot be saved: ${error.message}`);
  });
  try {
    for await (const value of values) {
      await handle.write(`${JSON.stringify(value ?? null)}\n`);
      yield value;
    }
  } finally {
    await handle.close();
  }
}

const FLAWS: Record<Flaw, (sequence: number) => string> = {
  altered: (n) => `Event ${n} is not what it was: it, or its hash, was altered.`,
  missing: (n) => `Event ${n} is missing.`,
  reordered: (n) => `Event ${n} is not in its place: events were reordered.`,
  repeated: (n) => `There are several events ${n}: one was added.`,
  truncated: (n) =>
    `The chain never reaches the head that was given: it was cut off before event ${n}, or made anew.`,
  rewritten: (n) => `Event ${n} is another one than the head that was given: the chain was made anew.`,
};

/** A verdict in words, with the head to keep. */
export function describeVerdict({ verdict, tenantId }: Verified): string {
  if (!verdict.ok) return `Tampered with. ${FLAWS[verdict.flaw](verdict.sequence)}`;
  const { sequence, hash } = verdict.end;
  if (sequence === 0) return "Sound: the trail is empty.";
  return `Sound: ${sequence} ${sequence === 1 ? "event" : "events"} of tenant ${tenantId} in one unbroken chain.
Head, to keep elsewhere and compare with next time: --head ${sequence}:${hash}`;
}
