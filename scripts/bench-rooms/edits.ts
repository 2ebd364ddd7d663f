import * as Y from "yjs";

/** Edits of one editor who types into a text: each adds one character behind the one before. */
export class Typist {
  readonly clientId: number;
  readonly #document = new Y.Doc();
  readonly #text: Y.Text;
  #last: Uint8Array = new Uint8Array();

  constructor(clientId: number, root: string) {
    this.clientId = clientId;
    this.#document.clientID = clientId;
    this.#text = this.#document.getText(root);
    this.#document.on("update", (update: Uint8Array) => {
      this.#last = update;
    });
  }

  /** One more character, as the update that tells of it. */
  type(): Uint8Array {
    const { length } = this.#text;
    this.#text.insert(length, String.fromCharCode(97 + (length % 26)));
    return this.#last;
  }
}

/** How far each client's edits reach in an update: `[client id, how many characters of theirs there are then]`. */
export type Reach = readonly (readonly [client: number, clock: number])[];

/** Longer updates are not looked at twice by the same process, or too rarely to keep them. */
const REMEMBERED_BYTES = 65_536;
const REMEMBERED = 2_000;

/**
 * Reads how far updates reach. The same bytes go to every socket of a room, so a process that holds many of them reads
 * each update once: reading is the server's work, of which the load must not have too much itself.
 */
export function createReachReader(): (update: Uint8Array) => Reach {
  const known = new Map<string, Reach>();
  return (update) => {
    const small = update.length <= REMEMBERED_BYTES;
    const name = small ? Buffer.from(update.buffer, update.byteOffset, update.length).toString("latin1") : "";
    const remembered = small ? known.get(name) : undefined;
    if (remembered) return remembered;
    const reach = [...Y.parseUpdateMeta(update).to];
    if (known.size >= REMEMBERED) known.clear();
    if (small) known.set(name, reach);
    return reach;
  };
}

/** A document of about so many bytes, typed by several people in pieces at changing places, as one update each. */
export function makeDocument(bytes: number, root: string): Uint8Array[] {
  const document = new Y.Doc();
  document.clientID = 77;
  const text = document.getText(root);
  const updates: Uint8Array[] = [];
  let written = 0;
  let place = 0;
  document.on("update", (update: Uint8Array) => {
    updates.push(update);
    written += update.length;
  });
  // Steps of a prime, so that pieces land all over without a random source.
  for (let piece = 0; written < bytes; piece += 1) {
    place = (place + 7919) % (text.length + 1);
    text.insert(place, `${piece} the same old song in yet another key, `.slice(0, 20 + (piece % 20)));
  }
  const half = 400;
  const merged: Uint8Array[] = [];
  for (let from = 0; from < updates.length; from += half)
    merged.push(Y.mergeUpdates(updates.slice(from, from + half)));
  return merged;
}
