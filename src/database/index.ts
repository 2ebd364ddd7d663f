export { type Database, openDatabase } from "./client.ts";
export { createdAt, tenantId, timestamp } from "./columns.ts";
export { ID_PATTERN, newId, randomBase62 } from "./identifier.ts";
export { withoutValues } from "./query-error.ts";
