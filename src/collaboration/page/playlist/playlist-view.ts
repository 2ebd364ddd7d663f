import { clock, element } from "../../../http/page/index.ts";
import type { CatalogTrack } from "../contract.ts";
import { moveBehind, writeField } from "../document/ordered.ts";
import { detailsOf, LIMITS, readPlaylist, type ShownPlaylist, tracksOf } from "../document/playlist.ts";
import { type DocumentContext, type DocumentView, entryOf } from "../document-view.ts";
import { arrange, Kept } from "../drawing/arrange.ts";
import { createField, type Field } from "../drawing/field.ts";
import type { ReorderOptions } from "../drawing/reorder.ts";
import { words } from "../words.ts";
import { createTrackAdder } from "./track-adder.ts";
import { createTrackView, type TrackView } from "./track-view.ts";

const { playlist: said, edit } = words;

/** A playlist: songs in an order that anybody can change, by dragging or with the keyboard. */
export function createPlaylistView(context: DocumentContext, catalog: Promise<CatalogTrack[]>): DocumentView {
  const { doc, announce } = context;
  let shown: ShownPlaylist = readPlaylist(doc);
  const detail = (label: string, name: string, most: number): Field =>
    createField({
      label,
      place: `/details/${name}`,
      maxLength: most,
      commit: (text) => {
        writeField(doc, detailsOf(doc), name, text === "" ? null : text);
        return null;
      },
    });
  const title = detail(said.title, "title", LIMITS.line);
  const creator = detail(said.creator, "creator", LIMITS.line);
  const description = detail(said.description, "description", LIMITS.prose);
  const length = element("p", { class: "length" });
  const none = element("p", { class: "hint none" }, said.none);
  const list = element("ol", { class: "tracks", "aria-label": said.tracks, tabindex: "-1" });
  const rows = new Kept<TrackView>();
  const nameOf = (id: string): string => shown.tracks.find((one) => one.id === id)?.title || said.untitled;
  const order: ReorderOptions = {
    list,
    ids: () => shown.tracks.map(({ id }) => id),
    nameOf,
    announce,
    move: (id, after) => {
      moveBehind(doc, tracksOf(doc), id, after);
      view.draw();
    },
  };
  const adder = createTrackAdder(context, () => shown, catalog);
  const view: DocumentView = {
    node: element(
      "section",
      { class: "sheet playlist", "aria-label": said.label },
      element("div", { class: "details" }, title.node, creator.node, description.node),
      length,
      none,
      list,
      adder,
    ),
    roots: ["details", "tracks"],
    draw: () => {
      shown = readPlaylist(doc);
      const mayEdit = context.mayEdit();
      title.draw(shown.title, mayEdit);
      creator.draw(shown.creator, mayEdit);
      description.draw(shown.description, mayEdit);
      length.textContent = said.length(shown.tracks.length, clock(shown.duration_ms));
      none.hidden = shown.tracks.length > 0;
      adder.hidden = !mayEdit;
      const views = rows.take(
        shown.tracks.map(({ id }) => id),
        (id) => createTrackView(id, order, context),
      );
      for (const [at, track] of shown.tracks.entries()) views[at]!.draw(track, at, shown.tracks.length);
      if (
        arrange(
          list,
          views.map(({ node }) => node),
        )
      ) {
        list.focus();
        announce(edit.removedByOthers);
      }
      return shown.broken;
    },
    describe: (path) => {
      if (path.startsWith("/details/")) return said.title.toLowerCase();
      const id = entryOf(path);
      return path.startsWith("/tracks/") && shown.tracks.some((track) => track.id === id)
        ? `“${nameOf(id)}”`
        : null;
    },
    title: () => shown.title,
  };
  return view;
}
