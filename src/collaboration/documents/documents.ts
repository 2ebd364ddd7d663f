import * as Y from "yjs";
import type { DocumentKind } from "./contract.ts";
import type { ExportedFile, ExportOptions } from "./model.ts";
import { MODELS, type ProjectionOf } from "./models.ts";
import type { PatchResult } from "./patch-document.ts";

/**
 * Reads a document as JSON, as the kind's contract has it. Never throws, whatever stands in the document: what is malformed or
 * unknown is left out and listed in `issues`. Replicas with the same content give the same projection.
 */
export function projectDocument<K extends DocumentKind>(doc: Y.Doc, kind: K): ProjectionOf<K> {
  return MODELS[kind].project(doc) as ProjectionOf<K>;
}

/**
 * Applies operations in one transaction with this origin: all of them, or none and the reason. Operations that say what is so
 * already write nothing, so a patch may be repeated.
 * @param operations untrusted JSON: a list as `operationSchema(kind)` has them, at most `MOST_OPERATIONS`
 */
export function patchDocument(
  doc: Y.Doc,
  kind: DocumentKind,
  operations: unknown,
  origin: unknown,
): PatchResult {
  return MODELS[kind].patch(doc, operations, origin);
}

/** Formats in which a kind can be exported, by the names that `exportDocument` takes. */
export function exportFormats(kind: DocumentKind): string[] {
  return [...MODELS[kind].formats];
}

/** Writes a document as a file of another format. @returns null where the kind has no such format */
export function exportDocument(
  doc: Y.Doc,
  kind: DocumentKind,
  format: string,
  options: ExportOptions = {},
): ExportedFile | null {
  return MODELS[kind].write(doc, format, options);
}

/** What a new document starts with. */
export interface Seed {
  title?: string;
  /** Applied after the title, as `patchDocument` takes them. */
  operations?: readonly unknown[];
  /** The Yjs client that is to have written it; a random one otherwise. */
  clientId?: number;
}

/** Makes a document of a kind. @throws RangeError where the seed's title or operations are refused, with the reason */
export function newDocument(kind: DocumentKind, seed: Seed = {}): Y.Doc {
  const doc = new Y.Doc();
  if (seed.clientId !== undefined) doc.clientID = seed.clientId;
  const title = seed.title === undefined ? [] : [{ op: "set_details", title: seed.title }];
  const result = patchDocument(doc, kind, [...title, ...(seed.operations ?? [])], "seed");
  if ("refused" in result) throw new RangeError(result.refused.reason);
  return doc;
}
