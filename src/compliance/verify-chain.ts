import {
  beginVerification,
  type ChainedEvent,
  type KnownHead,
  type Place,
  readNext,
  type Verdict,
  verdictOf,
} from "./audit-chain-state.ts";
import { genesisOf, hashOf } from "./audit-hash.ts";

export interface VerifyOptions {
  /** Whose chain it has to be. */
  tenantId: string;
  /** A head that was kept elsewhere: the chain has to reach it, or to have passed through it. */
  head?: KnownHead;
  /** A place known to be good, whose next event is the first to be read; the genesis if left out. */
  from?: Place;
}

/**
 * Checks that events are one unbroken chain: each made of the one before it, none altered, missing, moved or added
 * between. One pass, in constant memory.
 * @param events as they are kept, oldest first; null for one that cannot be read
 * @returns the chain's end, or its first wrong place and what is wrong there
 * @throws RangeError when `head` lies before `from`
 */
export async function verifyChain(
  events: Iterable<ChainedEvent | null> | AsyncIterable<ChainedEvent | null>,
  { tenantId, head, from = genesisOf(tenantId) }: VerifyOptions,
): Promise<Verdict> {
  let state = beginVerification(from, head);
  for await (const event of events) {
    const hash =
      event && state.stage === "reading" && event.tenantId === tenantId
        ? hashOf(state.end.hash, event.sequence, event)
        : null;
    state = readNext(state, event, hash, head);
  }
  return verdictOf(state);
}
