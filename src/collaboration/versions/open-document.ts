import * as Y from "yjs";

/** A document out of its bytes: one Yjs update that holds it all. */
export function openDocument(update: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
}
