export { compress, decompress, FingerprintError } from "./compressed.ts";
export { type FingerprintMatch, matchFingerprints, SILENT_HASH } from "./match.ts";
export { HASH_SECONDS, hashesIn } from "./settings.ts";
