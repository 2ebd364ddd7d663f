import { sso } from "@better-auth/sso";

/**
 * Sign-in with the identity provider of an organisation, which its owner sets up. Whoever comes in that way becomes a member
 * of that tenant and no more. An account that exists already is never linked by its address alone: a provider says
 * of addresses what it likes.
 */
export function singleSignOn() {
  return sso({
    organizationProvisioning: { defaultRole: "member" },
    providersLimit: 10,
    trustEmailVerified: false,
  });
}
