export { gunzip, gzip } from "./gzip.ts";
export type { ByteRange, ObjectStore, ObjectWriter, StoredObject } from "./object-store.ts";
export { createR2ObjectStore } from "./r2.ts";
