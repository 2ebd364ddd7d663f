export { type IpAddress, isPublicIp, networkOf, networksAround, parseIp, unmapped } from "./address.ts";
export { publicUrl } from "./public-url.ts";
export { OutgoingRefused, type RefusalReason } from "./refused.ts";
export { createSafeFetch, type SafeFetchOptions } from "./safe-fetch.ts";
