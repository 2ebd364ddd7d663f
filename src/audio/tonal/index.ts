export { estimateKey, type KeyEstimate, type Mode, type RatedKey } from "./key.ts";
