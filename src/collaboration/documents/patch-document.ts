import * as Y from "yjs";
import type { DocumentModel, Projection } from "./model.ts";

/** Most operations of one patch. */
export const MOST_OPERATIONS = 500;

export type PatchResult =
  | { applied: number }
  /** Nothing was written. `index` says which operation was wrong; null where the list as a whole was. */
  | { refused: { index: number | null; reason: string } };

/**
 * Applies operations in one transaction, all or none.
 *
 * A transaction of Yjs cannot be taken back, so several operations are first rehearsed on a copy of the document; one alone needs
 * no rehearsal, because each looks before it writes.
 * @param operations untrusted: checked against the kind's contract
 * @param origin handed to the document's observers
 */
export function patchWith<P extends Projection, O>(
  model: DocumentModel<P, O>,
  doc: Y.Doc,
  operations: unknown,
  origin: unknown,
): PatchResult {
  if (!Array.isArray(operations)) return refuse(null, "Operations must be a list.");
  if (operations.length > MOST_OPERATIONS) {
    return refuse(null, `One patch has at most ${MOST_OPERATIONS} operations.`);
  }
  const parsed: O[] = [];
  for (const [index, operation] of operations.entries()) {
    const result = model.operation.safeParse(operation);
    if (!result.success) {
      const { path, message } = result.error.issues[0]!;
      return refuse(index, path.length > 0 ? `${path.join(".")}: ${message}` : message);
    }
    parsed.push(result.data);
  }
  if (parsed.length > 1) {
    const refused = applyAll(model, copyOf(doc), parsed, origin);
    if ("refused" in refused) return refused;
  }
  return applyAll(model, doc, parsed, origin);
}

function applyAll<P extends Projection, O>(
  { apply }: DocumentModel<P, O>,
  doc: Y.Doc,
  operations: readonly O[],
  origin: unknown,
): PatchResult {
  return doc.transact((): PatchResult => {
    for (const [index, operation] of operations.entries()) {
      const reason = apply(doc, operation);
      if (reason !== null) return refuse(index, reason);
    }
    return { applied: operations.length };
  }, origin);
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ gc: doc.gc });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function refuse(index: number | null, reason: string): PatchResult {
  return { refused: { index, reason } };
}
