import { looksLikeAccessToken } from "./access-token.ts";
import { looksLikeApiKey } from "./api-key.ts";
import type { CredentialDirectory } from "./key-directory.ts";

/** One directory for whatever is presented as a bearer credential: by its looks it is an API key, a token, or nothing. */
export function createCredentialDirectory(
  keys: CredentialDirectory,
  tokens: CredentialDirectory,
): CredentialDirectory {
  return {
    resolve: async (credential, background) => {
      if (looksLikeApiKey(credential)) return keys.resolve(credential, background);
      return looksLikeAccessToken(credential) ? tokens.resolve(credential, background) : null;
    },
  };
}
