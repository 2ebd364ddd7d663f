import type * as Y from "yjs";
import { rootMap } from "../fields.ts";

/**
 * Where a review lives: `details` holds its fields, `ranges` a map for each range of the recording, by its id: its fields and
 * `span` (`{ start_ms, end_ms }`), one value, so that no two people's halves mix. Comments name a range; they live elsewhere.
 */
export const REVIEW_ROOTS = ["details", "ranges"] as const;
export const SPAN = "span";

export const details = (doc: Y.Doc) => rootMap(doc, "details");
export const ranges = (doc: Y.Doc) => rootMap(doc, "ranges");
