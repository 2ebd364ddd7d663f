import * as Y from "yjs";
import { createArrangementView } from "./arrangement/arrangement-view.ts";
import { connect } from "./connection/connection.ts";
import type { TokenKeeper } from "./connection/room-token.ts";
import type { SaveState } from "./connection/save-state.ts";
import type { CatalogTrack } from "./contract.ts";
import { createHistory } from "./document/history.ts";
import type { DocumentContext, DocumentView } from "./document-view.ts";
import { createPlaylistView } from "./playlist/playlist-view.ts";
import { drawMarks } from "./presence/marks.ts";
import type { Peer } from "./presence/peers.ts";
import { createPresence, type Presence } from "./presence/presence.ts";

export type EditedKind = "arrangement" | "playlist";

export interface EditingOptions extends Omit<DocumentContext, "doc"> {
  roomId: string;
  kind: EditedKind;
  tokens: TokenKeeper;
  name: string;
  catalog: Promise<CatalogTrack[]>;
  /** The document was drawn anew; so many parts of it could not be. Null when it cannot be drawn at all. */
  drawn: (broken: number | null) => void;
  changed: (state: SaveState) => void;
  met: (peers: Peer[]) => void;
  denied: (reason: string) => void;
  closed: (code: number) => void;
}

/** The document on the page, connected with its room. */
export interface Editing {
  view: DocumentView;
  presence: Presence;
  draw: () => void;
  /** @returns whether there was anything to take back */
  undo: () => boolean;
  redo: () => boolean;
  canUndo: () => { undo: boolean; redo: boolean };
  setToken: (token: string) => void;
  end: () => void;
}

/** Opens a room's document for editing. It is drawn once it has come from the server. */
export function openEditing(options: EditingOptions): Editing {
  const { roomId, kind, tokens, announce, drawn } = options;
  const doc = new Y.Doc();
  let hasArrived = false;
  const context: DocumentContext = { ...options, doc, mayEdit: () => hasArrived && options.mayEdit() };
  const view =
    kind === "arrangement" ? createArrangementView(context) : createPlaylistView(context, options.catalog);
  view.node.hidden = true;
  let pending: ReturnType<typeof setTimeout> | undefined;

  const draw = (): void => {
    clearTimeout(pending);
    pending = undefined;
    if (!hasArrived) return;
    try {
      const broken = view.draw();
      view.node.hidden = false;
      drawn(broken);
    } catch (error) {
      // Whatever is in a document, the page around it goes on.
      console.error(error);
      view.node.hidden = true;
      drawn(null);
    }
    met();
  };
  const met = (): void => {
    const peers = presence.peers();
    drawMarks(view.node, peers);
    options.met(peers);
  };
  const drawSoon = (): void => {
    pending ??= setTimeout(draw, 0);
  };

  const connection = connect({
    roomId,
    doc,
    token: tokens.current().token,
    renew: async () => (await tokens.renew())?.token ?? null,
    changed: options.changed,
    denied: options.denied,
    closed: options.closed,
    arrived: () => {
      hasArrived = true;
      drawSoon();
    },
  });
  const presence = createPresence(connection.awareness, options.name, met, announce);
  const history = createHistory(doc, view.roots, drawSoon);
  doc.on("update", drawSoon);

  view.node.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element)
      presence.goTo(target.closest<HTMLElement>("[data-place]")?.dataset.place ?? null);
  });
  view.node.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && view.node.contains(relatedTarget))) presence.goTo(null);
  });

  const warn = (event: BeforeUnloadEvent): void => {
    const { edits, kept } = connection.state();
    if (kept < edits) event.preventDefault();
  };
  addEventListener("beforeunload", warn);
  return {
    view,
    presence,
    draw,
    undo: history.undo,
    redo: history.redo,
    canUndo: history.can,
    setToken: connection.setToken,
    end: () => {
      clearTimeout(pending);
      removeEventListener("beforeunload", warn);
      doc.off("update", drawSoon);
      history.end();
      presence.end();
      connection.end();
      doc.destroy();
      view.node.remove();
    },
  };
}
