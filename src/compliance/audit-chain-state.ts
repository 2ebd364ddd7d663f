/** A place in a tenant's chain: how many events lead up to it, and the hash that stands for all of them. */
export interface Place {
  sequence: number;
  hash: string;
}

/** An event as it is kept. Read back, its values are whatever the table or the file says by then. */
export interface StoredEvent {
  id: string;
  tenantId: string;
  /** Milliseconds since 1970. */
  at: number;
  action: string;
  outcome: string;
  actor: string;
  target: string | null;
  details: Readonly<Record<string, unknown>>;
}

/** An event with its place. */
export interface ChainedEvent extends StoredEvent, Place {}

/**
 * What can be wrong with a chain, at its first wrong place.
 * - `altered`: the event there is not the one its hash was made of.
 * - `missing`: there is no event there.
 * - `reordered`: its event comes later.
 * - `repeated`: a second event claims the place.
 * - `truncated`: a head that was kept elsewhere has not been reached.
 * - `rewritten`: the chain is sound in itself, but is not the one whose head was kept elsewhere.
 */
export type Flaw = "altered" | "missing" | "reordered" | "repeated" | "truncated" | "rewritten";

/** A head that was kept elsewhere; without its sequence, any place may turn out to be it. */
export interface KnownHead {
  hash: string;
  sequence?: number;
}

/** How far a verification has come. */
export type Verification =
  | { stage: "reading"; end: Place; headMet: boolean }
  /** The order is broken: whether the expected event comes later tells a move from a loss. */
  | { stage: "searching"; expected: number; instead: number; found: boolean }
  | { stage: "failed"; sequence: number; flaw: Flaw };

export type Verdict =
  | { ok: true; end: Place }
  | {
      ok: false;
      /** The first place that is wrong. */
      sequence: number;
      flaw: Flaw;
    };

/**
 * The start of a verification.
 * @param from the place to go on from: the genesis, or one that is known to be good
 * @throws RangeError for a head that lies before `from`, which cannot be compared
 */
export function beginVerification(from: Place, head: KnownHead | undefined): Verification {
  if (head?.sequence !== undefined && head.sequence < from.sequence)
    throw new RangeError("the head to compare with lies before the place to start from");
  return arrive(from, head, head === undefined);
}

/**
 * Reads the next event of a chain.
 * @param event null for one that cannot be read
 * @param hash what the event's hash has to be, by the hash before it
 */
export function readNext(
  state: Verification,
  event: Place | null,
  hash: string | null,
  head: KnownHead | undefined,
): Verification {
  if (state.stage === "failed") return state;
  if (state.stage === "searching")
    return state.found || event?.sequence !== state.expected ? state : { ...state, found: true };
  const expected = state.end.sequence + 1;
  if (event === null) return { stage: "failed", sequence: expected, flaw: "altered" };
  if (event.sequence !== expected)
    return { stage: "searching", expected, instead: event.sequence, found: false };
  if (hash === null || event.hash !== hash) return { stage: "failed", sequence: expected, flaw: "altered" };
  return arrive({ sequence: expected, hash }, head, state.headMet);
}

/** What a verification has found once all events have been read. */
export function verdictOf(state: Verification): Verdict {
  switch (state.stage) {
    case "failed":
      return { ok: false, sequence: state.sequence, flaw: state.flaw };
    case "searching": {
      const { expected, instead, found } = state;
      if (!found) return { ok: false, sequence: expected, flaw: "missing" };
      return instead < expected
        ? { ok: false, sequence: instead, flaw: "repeated" }
        : { ok: false, sequence: expected, flaw: "reordered" };
    }
    case "reading":
      return state.headMet
        ? { ok: true, end: state.end }
        : { ok: false, sequence: state.end.sequence + 1, flaw: "truncated" };
  }
}

function arrive(end: Place, head: KnownHead | undefined, headMet: boolean): Verification {
  if (headMet || head === undefined) return { stage: "reading", end, headMet };
  if (head.hash === end.hash && (head.sequence ?? end.sequence) === end.sequence)
    return { stage: "reading", end, headMet: true };
  return head.sequence === end.sequence
    ? { stage: "failed", sequence: end.sequence, flaw: "rewritten" }
    : { stage: "reading", end, headMet };
}
