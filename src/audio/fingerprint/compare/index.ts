export { compress, decompress, FingerprintError } from "./compressed.ts";
export { type FingerprintMatch, matchFingerprints, SILENT_HASH } from "./match.ts";
export { ACOUSTID_SECONDS, HASH_SECONDS, hashesIn } from "./settings.ts";
