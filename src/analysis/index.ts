export type { AnalysisParts } from "./analyse-track.ts";
export { type ConsumerParts, consumeMessage, type Delivery } from "./consume-message.ts";
export type { Models } from "./find-out.ts";
