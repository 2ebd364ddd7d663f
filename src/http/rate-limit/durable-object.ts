import type { AskForLease, LeaseGrant, LeaseRequest } from "./contract.ts";

/** The part of a Durable Object namespace of rate limiters that leasing needs. */
export interface RateLimiterNamespace {
  getByName(name: string): { lease(request: LeaseRequest): Promise<LeaseGrant> };
}

/** Leases from Durable Objects, one for each policy and subject. Takes a fresh stub a call: an old one may be broken. */
export function leaseFromDurableObject(namespace: RateLimiterNamespace): AskForLease {
  return (subject, request) => namespace.getByName(`${request.policy.name}:${subject}`).lease(request);
}
