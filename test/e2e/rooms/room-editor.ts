import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { SeededChance } from "./seeded-chance.ts";

/** Where a room is entered. */
export interface RoomEntry {
  id: string;
  token: string;
}

/** Somebody who edits lyrics with an unmodified `WebsocketProvider`. */
export class RoomEditor {
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;
  /** Why the provider gave up for good, if it did. */
  givenUp: string | null = null;

  /** @param onEdit hears each of this editor's own edits, as an update */
  constructor(port: number, { id, token }: RoomEntry, onEdit: (update: Uint8Array) => void = () => {}) {
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== this.provider) onEdit(update);
    });
    this.provider = new WebsocketProvider(`ws://127.0.0.1:${port}/v1/rooms/sync`, id, this.doc, {
      params: { token },
      disableBc: true,
      maxBackoffTime: 300,
    });
    this.provider.on("closed", ({ code, reason }) => {
      this.givenUp = `${code} ${reason}`;
    });
  }

  /** Makes one edit of any kind, connected or not. */
  edit(chance: SeededChance): void {
    const text = this.doc.getText("text");
    const at = chance.below(text.length + 1);
    const details = this.doc.getMap("details");
    switch (chance.below(6)) {
      case 0:
        text.delete(at, Math.min(chance.below(5), text.length - at));
        break;
      case 1:
        text.format(at, Math.min(chance.below(9), text.length - at), { bold: chance.happens(0.5) || null });
        break;
      case 2:
        details.set(`field-${chance.below(4)}`, chance.below(1_000));
        break;
      case 3:
        details.delete(`field-${chance.below(4)}`);
        break;
      default:
        text.insert(at, ["la", "oh ", "yeah\n", "é"][chance.below(4)]!);
    }
  }

  /** All that the document holds. */
  content(): unknown {
    return contentOf(this.doc);
  }

  leave(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}

/** All that a document of lyrics holds, deleted things included as far as replicas must agree on them. */
export function contentOf(doc: Y.Doc): unknown {
  const { sv, ds } = Y.snapshot(doc);
  return {
    text: doc.getText("text").toDelta(),
    details: doc.getMap("details").toJSON(),
    clocks: [...sv].toSorted(([one], [other]) => one - other),
    deleted: [...ds.clients]
      .map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])] as const)
      .toSorted(([one], [other]) => one - other),
  };
}
