import type { AuditTrail } from "../compliance/index.ts";
import type { Database } from "../database/index.ts";
import type { Logger } from "../monitoring/index.ts";
import type { OpenIdProvider } from "./openid-providers.ts";
import type { SignInGuard } from "./sign-in-guard.ts";

/** Who may make an account: only those whom a tenant has invited, or anybody. */
export type SignUp = "invited" | "open";

/** What identity is made of. The composition root is the only place that knows what stands behind each. */
export interface IdentityParts {
  db: Database;
  /** Where people reach us, an origin: the issuer of every token, what passkeys are bound to, the only trusted origin. */
  publicUrl: string;
  /** At least 32 characters: signs cookies, encrypts signing keys and second factors. */
  secret: string;
  signUp: SignUp;
  /** Other OpenID providers that people may sign in with. */
  providers: readonly OpenIdProvider[];
  /** Origins inside the operator's network that may be asked, such as a provider that is not public. */
  allowedOrigins: readonly string[];
  log: Logger;
  audit: Pick<AuditTrail, "record" | "recordOnce">;
  guard: SignInGuard;
  /**
   * Tells a tenant that what a subject names is good no longer.
   * Subjects: `session:<id>`, `user:<id>`, `client:<id>`, `consent:<clientId>:<userId>`.
   */
  revoke: (tenantId: string, subject: string) => Promise<void>;
  /**
   * Whether an access token of ours is good no longer, as its gateways see it.
   * @param claims what it says, its signature having been verified
   * @param type its `typ` header
   */
  isEnded: (claims: unknown, type: string | undefined) => Promise<boolean>;
  /** Which actions running elevations open to a person in a tenant. */
  elevated: (tenantId: string, userId: string) => Promise<ReadonlySet<string>>;
  /** Whether a tenant takes requests from an address. */
  admits: (tenantId: string, address: string) => Promise<boolean>;
}
