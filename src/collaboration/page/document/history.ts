import * as Y from "yjs";
import { HERE } from "./ordered.ts";

/** Edits that follow each other within this time are taken back together. */
const TOGETHER_MS = 400;

/** One's own undo and redo: it takes back what was done on this page, never what others did. */
export interface History {
  /** @returns whether there was anything to take back */
  undo: () => boolean;
  redo: () => boolean;
  can: () => { undo: boolean; redo: boolean };
  end: () => void;
}

/** @param roots the names at the document's root that are edited */
export function createHistory(doc: Y.Doc, roots: readonly string[], changed: () => void): History {
  const manager = new Y.UndoManager(
    roots.map((name) => doc.getMap(name)),
    { trackedOrigins: new Set([HERE]), captureTimeout: TOGETHER_MS },
  );
  manager.on("stack-item-added", changed);
  manager.on("stack-item-popped", changed);
  return {
    undo: () => manager.undo() !== null,
    redo: () => manager.redo() !== null,
    can: () => ({ undo: manager.undoStack.length > 0, redo: manager.redoStack.length > 0 }),
    end: () => manager.destroy(),
  };
}
