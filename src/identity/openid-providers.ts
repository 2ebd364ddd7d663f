import { z } from "zod";

const providerSchema = z.strictObject({
  /** Stands in addresses: `/auth/callback/<id>`. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  name: z.string().min(1).max(60),
  /** Its discovery document is at `<issuer>/.well-known/openid-configuration`. */
  issuer: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
});

/** An OpenID provider that the operator set up for everybody. */
export type OpenIdProvider = z.infer<typeof providerSchema>;

/**
 * Reads the variable OPENID_PROVIDERS, a JSON list.
 * @throws ZodError or SyntaxError that says what is wrong with it
 */
export function readProviders(text: string): OpenIdProvider[] {
  const providers = z.array(providerSchema).parse(JSON.parse(text || "[]"));
  const ids = providers.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new SyntaxError("OPENID_PROVIDERS names a provider twice");
  return providers;
}

/** Where a provider's discovery document is (OpenID Connect Discovery 1.0, section 4). */
export function discoveryUrl({ issuer }: OpenIdProvider): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}
