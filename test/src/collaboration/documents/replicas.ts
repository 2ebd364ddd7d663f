import * as fc from "fast-check";
import * as Y from "yjs";
import {
  type DocumentKind,
  newDocument,
  patchDocument,
  projectDocument,
} from "../../../../src/collaboration/documents/index.ts";

/** One step of a storm: somebody edits, or hears some of what others have written. */
export type Step<O> = { who: number; operation: O } | { who: number; hears: number[]; twice: boolean };

export const REPLICAS = 3;

/** Arbitrary storms: edits by three people, among them deliveries in any order, some of them twice. */
export function storms<O>(operation: fc.Arbitrary<O>): fc.Arbitrary<Step<O>[]> {
  const who = fc.nat(REPLICAS - 1);
  return fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ who, operation }) },
      {
        weight: 1,
        arbitrary: fc.record({ who, hears: fc.array(fc.nat(200), { maxLength: 8 }), twice: fc.boolean() }),
      },
    ),
    { minLength: 5, maxLength: 40 },
  );
}

/**
 * Lets a storm loose on three replicas of one document; in the end each hears all it has not heard, in an order of its own.
 * @returns the replicas
 */
export function runStorm<O>(
  kind: DocumentKind,
  seed: readonly unknown[],
  steps: readonly Step<O>[],
): Y.Doc[] {
  const start = Y.encodeStateAsUpdate(newDocument(kind, { operations: seed, clientId: 1 }));
  const updates: Uint8Array[] = [];
  const docs = Array.from({ length: REPLICAS }, (_, index) => {
    const doc = new Y.Doc();
    doc.clientID = 10 + index;
    Y.applyUpdate(doc, start, "network");
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "network") updates.push(update);
    });
    return doc;
  });
  for (const step of steps) {
    const doc = docs[step.who]!;
    if ("operation" in step) {
      patchDocument(doc, kind, [step.operation], "storm");
      continue;
    }
    for (const index of updates.length > 0 ? step.hears : []) {
      const update = updates[index % updates.length]!;
      Y.applyUpdate(doc, update, "network");
      if (step.twice) Y.applyUpdate(doc, update, "network");
    }
  }
  for (const [index, doc] of docs.entries()) {
    const order = index % 2 === 0 ? updates : updates.toReversed();
    for (const update of order) Y.applyUpdate(doc, update, "network");
  }
  // Whoever hears of others' formatting tidies up its own, and says so as an edit: that has to be heard too.
  for (let round = 0; round < REPLICAS; round++) {
    const states = docs.map((doc) => Y.encodeStateAsUpdate(doc));
    for (const doc of docs) for (const state of states) Y.applyUpdate(doc, state, "network");
  }
  return docs;
}

/** Projections of all replicas, which are to be equal. */
export function projections<K extends DocumentKind>(docs: readonly Y.Doc[], kind: K) {
  return docs.map((doc) => projectDocument(doc, kind));
}
