export {
  type AskForLease,
  type LeaseGrant,
  type LeaseRequest,
  leaseRequestSchema,
  type RateLimitPolicy,
} from "./contract.ts";
export { leaseFromDurableObject, type RateLimiterNamespace } from "./durable-object.ts";
export { limitRequests, type RateLimitOptions } from "./limit-requests.ts";
export { type BucketState, fullBucket, grantLease, refillMs, settle, TOKEN } from "./token-bucket-state.ts";
