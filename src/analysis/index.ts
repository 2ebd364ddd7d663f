export { type AnalysisParts, analyseTrack } from "./analyse-track.ts";
export { type ConsumerParts, consumeMessage, type Delivery } from "./consume-message.ts";
