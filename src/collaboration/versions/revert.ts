import * as Y from "yjs";
import { openDocument } from "./open-document.ts";

/**
 * Works out the edit that brings a document back to what it was, as one more edit: nothing of its history is taken away, and
 * what others do at the same time merges with it.
 *
 * All that has happened since is applied to the old document in one transaction, which is then undone; what undoing it
 * wrote is the edit.
 * @param current the document as it is, as one Yjs update
 * @param archived an earlier state of the same document
 * @returns an update for the document as it is; null where it is what it was already
 */
export function revertUpdate(current: Uint8Array, archived: Uint8Array): Uint8Array | null {
  const now = openDocument(current);
  const old = openDocument(archived);
  const origin = Symbol("since");
  const undoing = new Y.UndoManager(old, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
  Y.applyUpdate(old, Y.encodeStateAsUpdate(now, Y.encodeStateVector(old)), origin);
  const before = Y.encodeStateVector(old);
  const isUndone = undoing.undo() !== null;
  undoing.destroy();
  return isUndone ? Y.encodeStateAsUpdate(old, before) : null;
}
