import { DurableObject } from "cloudflare:workers";

/** What a tenant has used of its plan, and what of its credentials has been revoked lately. */
export class TenantMeter extends DurableObject {}
