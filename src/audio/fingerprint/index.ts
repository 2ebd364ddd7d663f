export { compress, decompress, FingerprintError, MOST_HASHES } from "./compressed.ts";
export { type Fingerprint, Fingerprinter } from "./fingerprinter.ts";
export { type FingerprintMatch, matchFingerprints } from "./match.ts";
export { HASH_SECONDS, hashesIn } from "./settings.ts";
