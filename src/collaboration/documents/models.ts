import type * as Y from "yjs";
import { arrangement } from "./arrangement/index.ts";
import type { DocumentKind } from "./contract.ts";
import { lyrics } from "./lyrics/index.ts";
import type { DocumentModel, ExportedFile, ExportOptions, Projection } from "./model.ts";
import { type PatchResult, patchWith } from "./patch-document.ts";
import { playlist } from "./playlist/index.ts";
import { releasePlan } from "./release-plan/index.ts";
import { review } from "./review/index.ts";

/** What can be done with a kind of document without knowing what its projection and operations look like. */
const workable = <P extends Projection, O>(model: DocumentModel<P, O>) => ({
  roots: model.roots,
  operation: model.operation,
  formats: Object.keys(model.exports),
  project: (doc: Y.Doc): P => model.project(doc),
  patch: (doc: Y.Doc, operations: unknown, origin: unknown): PatchResult =>
    patchWith(model, doc, operations, origin),
  write: (doc: Y.Doc, format: string, options: ExportOptions): ExportedFile | null => {
    const write = Object.hasOwn(model.exports, format) ? model.exports[format] : undefined;
    return write ? write(model.project(doc), options) : null;
  },
});

/** Every kind of document. */
export const MODELS = {
  playlist: workable(playlist),
  arrangement: workable(arrangement),
  lyrics: workable(lyrics),
  "release-plan": workable(releasePlan),
  review: workable(review),
} as const;

export type ProjectionOf<K extends DocumentKind> = ReturnType<(typeof MODELS)[K]["project"]>;
export type AnyProjection = ProjectionOf<DocumentKind>;
