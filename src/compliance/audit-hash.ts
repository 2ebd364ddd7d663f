import { createHash } from "node:crypto";
import type { ChainedEvent, Place, StoredEvent } from "./audit-chain-state.ts";

/**
 * A JSON value as the one text that RFC 8785 (JSON Canonicalization Scheme) gives it: members sorted by UTF-16 code units,
 * no blanks, numbers and strings as ECMAScript writes them.
 * @throws TypeError for what is not JSON: undefined, NaN, infinities, functions, big integers
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
  const text = typeof value === "bigint" ? undefined : JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${typeof value} is not JSON`);
  return text;
}

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** The place before a tenant's first event: the SHA-256 of `descant audit chain` and the tenant's id. */
export function genesisOf(tenantId: string): Place {
  return { sequence: 0, hash: sha256(`descant audit chain${tenantId}`) };
}

/**
 * The hash of an event in its place: SHA-256 of the previous hash, as its 64 hexadecimal digits, followed by the canonical
 * JSON of `{action, actor, at, details, id, outcome, sequence, target, tenant}`.
 */
export function hashOf(previousHash: string, sequence: number, event: StoredEvent): string {
  const { id, tenantId: tenant, at, action, outcome, actor, target, details } = event;
  return sha256(
    previousHash + canonicalJson({ id, tenant, sequence, at, action, outcome, actor, target, details }),
  );
}

/** Gives events their places after `end`, in the order they have. */
export function link(end: Place, events: readonly StoredEvent[]): ChainedEvent[] {
  let { sequence, hash } = end;
  return events.map((event) => {
    sequence++;
    hash = hashOf(hash, sequence, event);
    return { ...event, sequence, hash };
  });
}
