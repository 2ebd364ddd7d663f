export { createIdentity, type Identity } from "./identity.ts";
export { type OpenIdProvider, readProviders } from "./openid-providers.ts";
export type { IdentityParts, SignUp } from "./parts.ts";
export { hashPassword, verifyPassword } from "./password.ts";
export {
  createSignInGuard,
  type NetworkSize,
  type SignInGuard,
  type SignInGuardNamespace,
  type SignInGuardOptions,
  SignInGuardUnavailable,
} from "./sign-in-guard.ts";
export {
  type AllowanceState,
  giveBackTo,
  NARROW,
  reserveFrom,
  WIDE,
} from "./sign-in-guard-allowance-state.ts";
export {
  type AttemptsState,
  forgetQuiet,
  type Outcome,
  quietFrom,
  reserveAttempt,
  settleAttempt,
  UNTRIED,
} from "./sign-in-guard-state.ts";
export { JWKS_PATH } from "./tokens.ts";
