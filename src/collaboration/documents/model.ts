import type { z } from "@hono/zod-openapi";
import type * as Y from "yjs";
import type { DocumentKind, Issue } from "./contract.ts";

/** A file made of a document. */
export interface ExportedFile {
  mediaType: string;
  /** Without a dot. */
  extension: string;
  bytes: Uint8Array;
}

export interface ExportOptions {
  /** Where a track of the catalog can be heard; null where it cannot. Without it, tracks are named by their id. */
  locate?: (trackId: string) => string | null;
}

/** What every projection has. */
export interface Projection {
  kind: DocumentKind;
  issues: Issue[];
}

/** One kind of document: where its content lives in a Y.Doc, how it is read, changed and exported. */
export interface DocumentModel<P extends Projection, O> {
  kind: P["kind"];
  /** The names at the root of the Y.Doc that belong to this kind. */
  roots: readonly string[];
  contract: z.ZodType<P>;
  operation: z.ZodType<O>;
  /** Reads the document as it is. Never throws, whatever stands in it; size and time are bounded by the document's. */
  project(doc: Y.Doc): P;
  /**
   * Applies one operation, inside a transaction of the caller's.
   * @returns null, or why the operation makes no sense here, in which case nothing was written
   */
  apply(doc: Y.Doc, operation: O): string | null;
  exports: Record<string, (projection: P, options: ExportOptions) => ExportedFile>;
}

/** Why nothing can be changed where this process uses a root's name for another type. */
export const UNREADABLE = "The document's parts are of other types in this process.";
