export { answerOnce, type Fingerprint } from "./answer-once.ts";
export { createIdempotencyStore, type IdempotencyStore } from "./idempotency-store.ts";
