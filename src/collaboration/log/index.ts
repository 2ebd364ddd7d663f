export type { AuthorSpan } from "./authorship.ts";
export { compactionAt, type LogSize } from "./compaction-state.ts";
export type { SqlPort } from "./sql-port.ts";
export { type Accepted, DocumentUnreadable, StoredDocument } from "./stored-document.ts";
