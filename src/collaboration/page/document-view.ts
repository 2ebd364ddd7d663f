import type * as Y from "yjs";

/** What a view of a document works with. */
export interface DocumentContext {
  doc: Y.Doc;
  mayEdit: () => boolean;
  /** Says a sentence to those who listen to the page. */
  announce: (sentence: string) => void;
  mayComment: () => boolean;
  /** Starts a comment on a place of the document. */
  commentOn: (path: string) => void;
}

/** A document on the page. */
export interface DocumentView {
  node: HTMLElement;
  /** The names at the document's root that it edits. */
  roots: readonly string[];
  /** Draws the document as it is. @returns how many parts of it cannot be shown */
  draw: () => number;
  /** A place of the document in words; null for one that is gone. */
  describe: (path: string) => string | null;
  /** The document's own name, for files made of it. */
  title: () => string;
}

/** The entry that a path is in: `/tracks/t1/title` is in `t1`. */
export const entryOf = (path: string): string => path.split("/")[2] ?? "";
