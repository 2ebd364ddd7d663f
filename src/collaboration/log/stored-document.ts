import * as Y from "yjs";
import { checkUpdate, MalformedFrame } from "../wire/index.ts";
import { type AuthorLog, openAuthorLog } from "./author-log.ts";
import { type AuthorSpan, addAuthors } from "./authorship.ts";
import type { LogSize } from "./compaction-state.ts";
import type { SqlPort } from "./sql-port.ts";
import { type LoggedUpdate, openUpdateLog, type UpdateLog } from "./update-log.ts";

/** What became of an update. The new part, for everybody else, is null when nobody can see anything of it (yet). */
export type Accepted = { outcome: "taken"; news: Uint8Array | null } | { outcome: "too-large" };

/** An encoded document is kept for the next who asks up to this size: everybody who comes in anew asks for the same. */
const MOST_KEPT_BYTES = 2_000_000;

/** How much a document may hold, in bytes. */
export interface DocumentLimits {
  /** The document, encoded. */
  documentBytes: number;
  /** Edits that build on others which have not come: they are kept until those do. */
  waitingBytes: number;
}

/** A document that cannot be loaded, or made the same from what is stored of it. */
export class DocumentUnreadable extends Error {
  override readonly name = "DocumentUnreadable";
}

/**
 * A Yjs document of which nothing can be seen that is not stored. Accepted updates wait, so that those of a moment are stored
 * together, which takes the time of one; whoever looks at the document, or sends what is new of it, has them stored first.
 */
export class StoredDocument {
  readonly #log: UpdateLog;
  readonly #authors: AuthorLog;
  readonly #limits: DocumentLimits;
  #doc = new Y.Doc();
  /** All of the document as one update, where somebody asked for it since the last edit. */
  #whole: Uint8Array | null = null;
  #news: Uint8Array[] = [];
  #waiting: Omit<LoggedUpdate, "seq">[] = [];
  /** Hears that updates which were accepted could not be stored, and are forgotten again. */
  onLost: () => void = () => {};
  #tail: { seq: number; updates: number; bytes: number } = { seq: 0, updates: 0, bytes: 0 };
  #snapshotBytes = 0;

  /**
   * Loads the document. One that cannot be is set aside: the log stays as it is, and the next start tries again.
   * @param limits what is larger is not accepted
   * @throws DocumentUnreadable
   */
  constructor(storage: SqlPort, limits: DocumentLimits, now: number) {
    this.#log = openUpdateLog(storage);
    this.#authors = openAuthorLog(storage);
    this.#limits = limits;
    const quarantine = this.#log.quarantine();
    try {
      this.#load();
    } catch (cause) {
      if (!quarantine) this.#log.setQuarantine({ at: now, reason: reasonOf(cause) });
      throw new DocumentUnreadable("the stored document cannot be loaded", { cause });
    }
    if (quarantine) this.#log.setQuarantine(null);
  }

  /** All of it stored. To be read only: what is changed here is not stored. @throws what `store` throws */
  get doc(): Y.Doc {
    this.store();
    return this.#doc;
  }

  /** All of it as one update, for who has nothing of it. */
  encode(): Uint8Array {
    const whole = this.#whole ?? Y.encodeStateAsUpdate(this.doc);
    this.#whole = whole.length <= MOST_KEPT_BYTES ? whole : null;
    return whole;
  }

  /** The size of what is stored; never less than the encoded document. */
  get bytes(): number {
    return this.#snapshotBytes + this.#tail.bytes;
  }

  get size(): LogSize {
    return { updates: this.#tail.updates, tailBytes: this.#tail.bytes, snapshotBytes: this.#snapshotBytes };
  }

  /**
   * Checks an update, applies it, and has what is new of it wait to be stored.
   * @throws MalformedFrame when it is no update of Yjs; the document is then as before
   */
  accept(update: Uint8Array, actor: string, at: number): Accepted {
    const { inserted } = checkUpdate(update);
    const { store } = this.#doc;
    const grows = inserted.some(({ client, from, length }) => from + length > Y.getState(store, client));
    if (grows && !this.#hasRoomFor(update.length, at)) return { outcome: "too-large" };
    const waiting = store.pendingStructs && {
      missing: new Map(store.pendingStructs.missing),
      update: store.pendingStructs.update,
    };
    const waitingDeletes = store.pendingDs;
    try {
      Y.applyUpdate(this.#doc, update);
    } catch {
      this.store();
      this.#load();
      throw new MalformedFrame("an update that cannot be applied");
    }
    const news = this.#takeNews();
    const isWaiting =
      !same(store.pendingStructs?.update, waiting?.update) || !same(store.pendingDs, waitingDeletes);
    const pendingBytes = (store.pendingStructs?.update.length ?? 0) + (store.pendingDs?.length ?? 0);
    if (isWaiting && pendingBytes > this.#limits.waitingBytes) {
      this.store();
      this.#load();
      return { outcome: "too-large" };
    }
    if (news || isWaiting) this.#whole = null;
    // What waits for others is in no news; it is stored as it came.
    const bytes = isWaiting && !(news && pendingBytes === 0) ? update : news;
    if (bytes) {
      this.#waiting.push({ bytes, actor, at });
      const { updates, bytes: before } = this.#tail;
      this.#tail = { ...this.#tail, updates: updates + 1, bytes: before + bytes.length };
    }
    return { outcome: "taken", news };
  }

  /**
   * Stores all that has been accepted.
   * @throws what the storage throws; what could not be stored is then forgotten, so that nobody ever sees it
   */
  store(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      this.#tail = { ...this.#tail, seq: this.#log.append(waiting) };
    } catch (error) {
      this.#load();
      this.onLost();
      throw error;
    }
  }

  /**
   * Stores the document as one snapshot in the place of its updates, having read it back first.
   * @throws DocumentUnreadable when what would be stored is not the document; then nothing is changed
   */
  compact(at: number): void {
    if (this.#tail.updates === 0) return;
    this.store();
    const snapshot = Y.encodeStateAsUpdate(this.#doc);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, snapshot);
    if (!same(Y.encodeStateVector(copy), Y.encodeStateVector(this.#doc)))
      throw new DocumentUnreadable("the snapshot is not the document");
    copy.destroy();
    const authors = this.authors();
    this.#log.compact(snapshot, this.#tail.seq, at, () => this.#authors.replace(authors));
    this.#snapshotBytes = snapshot.length;
    this.#tail = { seq: this.#tail.seq, updates: 0, bytes: 0 };
  }

  /** Who made what, up to now. */
  authors(): AuthorSpan[] {
    this.store();
    return addAuthors(this.#authors.read(), this.#log.read().updates);
  }

  #hasRoomFor(bytes: number, at: number): boolean {
    if (this.bytes + bytes <= this.#limits.documentBytes) return true;
    this.compact(at);
    return this.bytes + bytes <= this.#limits.documentBytes;
  }

  #load(): void {
    const { snapshot, updates } = this.#log.read();
    const doc = new Y.Doc();
    doc.transact(() => {
      if (snapshot) Y.applyUpdate(doc, snapshot);
      for (const { bytes } of updates) Y.applyUpdate(doc, bytes);
    });
    this.#doc.destroy();
    this.#doc = doc;
    this.#whole = null;
    this.#snapshotBytes = snapshot?.length ?? 0;
    const bytes = updates.reduce((sum, update) => sum + update.bytes.length, 0);
    this.#tail = { seq: updates.at(-1)?.seq ?? 0, updates: updates.length, bytes };
    this.#news = [];
    this.#waiting = [];
    doc.on("update", (update: Uint8Array) => this.#news.push(update));
  }

  #takeNews(): Uint8Array | null {
    const news = this.#news;
    this.#news = [];
    return news.length > 1 ? Y.mergeUpdates(news) : (news[0] ?? null);
  }
}

function same(a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean {
  if (!a || !b) return !a && !b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 500) : "unknown";
}
