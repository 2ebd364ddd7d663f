import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChainedEvent, StoredEvent } from "../../../src/compliance/audit-chain-state.ts";
import { genesisOf, hashOf, link } from "../../../src/compliance/audit-hash.ts";
import { verifyChain } from "../../../src/compliance/verify-chain.ts";

const tenantId = "5kTZ0hYzLm4wQ2sVn8aXcB";
const RUNS = { numRuns: 150, seed: 20_261_117 };

const stored: fc.Arbitrary<StoredEvent> = fc.record({
  id: fc.string({ minLength: 22, maxLength: 22 }),
  tenantId: fc.constant(tenantId),
  at: fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
  action: fc.constantFrom("sign_in", "key_created"),
  outcome: fc.constantFrom("done", "refused"),
  actor: fc.constantFrom("user:ana", "key:1", "system"),
  target: fc.option(fc.string({ maxLength: 10 })),
  details: fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
});

/** A sound chain of one to twelve events. */
const chain = fc
  .array(stored, { minLength: 1, maxLength: 12 })
  .map((list) => link(genesisOf(tenantId), list));
const chainAndPlace = chain.chain((events) =>
  fc.tuple(fc.constant(events), fc.integer({ min: 0, max: events.length - 1 })),
);
const verify = (events: (ChainedEvent | null)[], head?: { hash: string; sequence?: number }) =>
  verifyChain(events, { tenantId, ...(head && { head }) });

/** What each field of an event may be changed to; never what it is. */
const changes: { [Field in keyof ChainedEvent]: (value: ChainedEvent[Field]) => ChainedEvent[Field] } = {
  id: (id) => `${id.slice(1)}~`,
  tenantId: (id) => id.replace(/.$/, "C"),
  at: (at) => at + 1,
  action: (action) => (action === "sign_in" ? "sign_out" : "sign_in"),
  outcome: (outcome) => (outcome === "done" ? "refused" : "done"),
  actor: (actor) => `${actor}0`,
  target: (target) => (target === null ? "" : null),
  details: (details) => ({ ...details, added: 1 }),
  sequence: (sequence) => sequence + 1,
  hash: (hash) => hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
};

describe("verification", () => {
  test("accepts every sound chain, whole, from a place on, and with heads it has passed", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ([events, k]) => {
        const { sequence, hash } = events.at(-1)!;
        expect(await verify(events, { sequence, hash })).toEqual({ ok: true, end: { sequence, hash } });
        expect(await verify(events, { hash: events[k]!.hash })).toMatchObject({ ok: true });
        const from = { sequence: events[k]!.sequence, hash: events[k]!.hash };
        const rest = await verifyChain(events.slice(k + 1), { tenantId, from, head: { hash } });
        expect(rest).toEqual({ ok: true, end: { sequence, hash } });
      }),
      RUNS,
    );
  });

  test("finds a change of any field of any event, and names the event", async () => {
    await fc.assert(
      fc.asyncProperty(
        chainAndPlace,
        fc.constantFrom(...(Object.keys(changes) as (keyof ChainedEvent)[])),
        async ([events, k], field) => {
          const event = events[k]!;
          const change = changes[field] as (value: unknown) => unknown;
          const altered = events.with(k, { ...event, [field]: change(event[field]) });
          expect(await verify(altered)).toEqual({
            ok: false,
            sequence: k + 1,
            flaw: field === "sequence" ? "missing" : "altered",
          });
        },
      ),
      RUNS,
    );
  });

  test("finds any change of a detail, and an event that cannot be read", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, fc.string(), fc.string(), async ([events, k], name, value) => {
        const details = { ...events[k]!.details, [name]: value };
        fc.pre(name !== "__proto__" && value !== events[k]!.details[name]);
        const flawed = { ok: false, sequence: k + 1, flaw: "altered" };
        expect(await verify(events.with(k, { ...events[k]!, details }))).toEqual(flawed);
        expect(await verify([...events.slice(0, k), null, ...events.slice(k + 1)])).toEqual(flawed);
      }),
      RUNS,
    );
  });

  test("finds a sequence moved back", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, fc.nat({ max: 11 }), async ([events, k], back) => {
        fc.pre(back < k);
        const altered = events.with(k, { ...events[k]!, sequence: back + 1 });
        expect(await verify(altered)).toEqual({ ok: false, sequence: k + 1, flaw: "missing" });
      }),
      RUNS,
    );
  });

  test("finds a deletion: anywhere by itself, at the end by a head that was kept", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ([events, k]) => {
        const { sequence, hash } = events.at(-1)!;
        const less = events.toSpliced(k, 1);
        const isLast = k === events.length - 1;
        if (isLast) expect(await verify(less)).toMatchObject({ ok: true });
        for (const head of [{ sequence, hash }, { hash }])
          expect(await verify(less, head)).toEqual({
            ok: false,
            sequence: k + 1,
            flaw: isLast ? "truncated" : "missing",
          });
      }),
      RUNS,
    );
  });

  test("finds two events that changed places, with their numbers or without", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, fc.nat({ max: 11 }), async ([events, k], j) => {
        fc.pre(j < k);
        const [one, other] = [events[j]!, events[k]!];
        const swapped = events.with(j, other).with(k, one);
        expect(await verify(swapped)).toEqual({ ok: false, sequence: j + 1, flaw: "reordered" });
        const renumbered = events.with(j, { ...other, sequence: j + 1 }).with(k, { ...one, sequence: k + 1 });
        expect(await verify(renumbered)).toEqual({ ok: false, sequence: j + 1, flaw: "altered" });
      }),
      RUNS,
    );
  });

  test("finds an event slipped in, even with a hash that fits", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, stored, async ([events, k], added) => {
        fc.pre(k > 0 || events.length > 1);
        const previous = events[k - 1]?.hash ?? genesisOf(tenantId).hash;
        const fitting = { ...added, sequence: k + 1, hash: hashOf(previous, k + 1, added) };
        const forged = { ...fitting, hash: events[k]!.hash };
        expect(await verify(events.toSpliced(k, 0, forged))).toEqual({
          ok: false,
          sequence: k + 1,
          flaw: "altered",
        });
        const found = await verify(events.toSpliced(k, 0, fitting));
        // With nothing behind it, one cannot tell which of the two last events is one too many.
        const isLast = k === events.length - 1;
        expect(found).toEqual(
          isLast
            ? { ok: false, sequence: k + 2, flaw: "missing" }
            : { ok: false, sequence: k + 1, flaw: "repeated" },
        );
      }),
      RUNS,
    );
  });

  test("finds a chain made anew from any event on, by a head that was kept", async () => {
    await fc.assert(
      fc.asyncProperty(chainAndPlace, async ([events, k]) => {
        const { sequence, hash } = events.at(-1)!;
        const lies = events
          .slice(k)
          .map((event, i) => (i === 0 ? { ...event, actor: "user:mallory" } : event));
        const anew = [...events.slice(0, k), ...link(events[k - 1] ?? genesisOf(tenantId), lies)];
        expect(await verify(anew)).toMatchObject({ ok: true });
        expect(await verify(anew, { sequence, hash })).toEqual({ ok: false, sequence, flaw: "rewritten" });
        expect(await verify(anew, { hash })).toMatchObject({ ok: false, flaw: "truncated" });
      }),
      RUNS,
    );
  });

  test("takes no other tenant's chain for this one's", async () => {
    const other = "7nPq1RtYvWx3aBcD5eFgHi";
    const [event] = fc.sample(stored, { numRuns: 1, seed: 1 });
    const foreign = link(genesisOf(other), [{ ...event!, tenantId: other }]);
    expect(await verifyChain(foreign, { tenantId: other })).toMatchObject({ ok: true });
    expect(await verify(foreign)).toEqual({ ok: false, sequence: 1, flaw: "altered" });
  });

  test("an empty chain is sound, unless a head was kept; a head before the start cannot be compared", async () => {
    const genesis = genesisOf(tenantId);
    expect(await verify([])).toEqual({ ok: true, end: genesis });
    expect(await verify([], genesis)).toMatchObject({ ok: true });
    expect(await verify([], { hash: "0".repeat(64) })).toEqual({ ok: false, sequence: 1, flaw: "truncated" });
    expect(await verify([], { ...genesis, hash: "0".repeat(64) })).toMatchObject({ flaw: "rewritten" });
    const options = { tenantId, from: { sequence: 5, hash: "0" }, head: { sequence: 4, hash: "0" } };
    await expect(verifyChain([], options)).rejects.toThrow(RangeError);
  });
});
