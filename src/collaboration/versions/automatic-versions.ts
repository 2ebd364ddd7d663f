import type { AuthorSpan } from "../log/index.ts";
import { contributorsSince } from "./authors.ts";
import { noteEdit, type Unkept, versionDueAt } from "./automatic-state.ts";
import { keepVersion, type VersionParts } from "./keep-version.ts";

/** Keeps a version of a document by itself; gives its number, null when its room is gone. */
export type KeepAutomatic = (
  tenantId: string,
  roomId: string,
  document: { update: Uint8Array; authors: readonly AuthorSpan[] },
  now: number,
) => Promise<number | null>;

/** As rooms' objects keep versions: into the record (D1) and the store. Named ones are limited, these are not. */
export function createKeepAutomatic(parts: VersionParts): KeepAutomatic {
  return async (tenantId, roomId, { update, authors }, now) => {
    const contributors = contributorsSince(authors, await parts.versions.latestAt(tenantId, roomId));
    const version = { kind: "automatic", name: null, createdBy: "system", update, contributors } as const;
    const kept = await keepVersion(parts, tenantId, roomId, version, 0, now);
    return kept?.number ?? null;
  };
}

/** Small things by name; a Durable Object's `ctx.storage.kv` fits. */
interface Keep {
  get<T>(key: string): T | undefined;
  put<T>(key: string, value: T): void;
  delete(key: string): unknown;
}

const KEY = "unkept";

/**
 * Knows when a room has to keep a version. That there is something to keep outlives the object's sleep; when the last edit
 * was does not, and is then taken to have been the first.
 */
export class VersionClock {
  readonly #keep: Keep;
  #unkept: Unkept | null;

  constructor(keep: Keep) {
    this.#keep = keep;
    this.#unkept = keep.get<Unkept>(KEY) ?? null;
  }

  get dueAt(): number | null {
    return versionDueAt(this.#unkept);
  }

  edited(now: number): void {
    const isFirst = this.#unkept === null;
    this.#unkept = noteEdit(this.#unkept, now);
    if (isFirst) this.#keep.put(KEY, this.#unkept);
  }

  /** Begins anew; to be said before the document is read, so that an edit in between is not forgotten. */
  reset(): void {
    this.#unkept = null;
    this.#keep.delete(KEY);
  }
}
