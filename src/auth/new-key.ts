import { newId } from "../database/index.ts";
import { ApiError } from "../http/index.ts";
import { firstNotToHandOn, type Principal } from "../policy/index.ts";
import { hashApiKey, mintApiKey } from "./api-key.ts";

/** What a key is to be like. */
export interface KeyWish {
  name: string;
  scopes: readonly string[];
  /** How long it is to live, ms; null: until it is revoked. */
  lifetimeMs: number | null;
  createdBy: string;
}

/**
 * A key as a principal may make one, and its row. It is given nothing that its maker does not have: neither a scope, nor
 * what a service could do and they cannot; and a key that another key makes does not outlive it.
 * @throws ApiError `insufficient_scope`
 */
export function newKeyOf(maker: Principal, wish: KeyWish, now: number) {
  const missing = firstNotToHandOn(maker, wish.scopes);
  if (missing !== null) {
    throw new ApiError(
      "insufficient_scope",
      `You cannot give a key “${missing}”: it could do more than you.`,
      {
        details: { scope: missing },
      },
    );
  }
  const key = mintApiKey();
  // A person's token ends in minutes; what they make with it is meant to stay.
  const makersEnd = maker.role === "service" ? maker.expiresAt : undefined;
  const ends = [wish.lifetimeMs === null ? undefined : now + wish.lifetimeMs, makersEnd].filter(
    (end) => end !== undefined,
  );
  const row = {
    id: newId(),
    name: wish.name,
    hash: hashApiKey(key),
    hint: key.slice(-4),
    scopes: [...new Set(wish.scopes)],
    expiresAt: ends.length === 0 ? null : Math.min(...ends),
    createdAt: now,
    createdBy: wish.createdBy,
  };
  return { key, row };
}
