export { type Fingerprint, Fingerprinter } from "./fingerprinter.ts";
