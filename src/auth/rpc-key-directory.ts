import { z } from "@hono/zod-openapi";
import { type Principal, ROLES, SCOPES } from "../policy/index.ts";
import { hashApiKey, looksLikeApiKey } from "./api-key.ts";
import type { IdentityLine } from "./identity-line.ts";
import type { KeyDirectory } from "./key-directory.ts";

/** The RPC of the identity Worker that knows whose key has a hash. */
export type AskForKey = (hash: string) => Promise<Principal | null>;

/** What is read of its answer: the plain values, not the object of the call, which belongs to one request. */
const answerSchema = z
  .object({
    tenantId: z.string(),
    actor: z.string(),
    role: z.enum(ROLES),
    // The other Worker may be newer, and know more.
    scopes: z.array(z.string()).transform((held) => SCOPES.filter((scope) => held.includes(scope))),
    credentialId: z.string(),
    madeBy: z.string().exactOptional(),
    issuedAt: z.number().exactOptional(),
    expiresAt: z.number().exactOptional(),
  })
  .transform((key): Principal => ({ ...key, methods: [] }))
  .nullable();

/** The key directory of the gateway: asks identity for a key's hash. The key itself is never sent. */
export function createRpcKeyDirectory(ask: AskForKey, line: IdentityLine): KeyDirectory {
  return {
    resolve: async (key) => {
      if (!looksLikeApiKey(key)) return null;
      const hash = hashApiKey(key);
      return line.ask(async () => answerSchema.parse(await ask(hash)));
    },
    forget: () => {},
  };
}
