import * as Y from "yjs";
import { clock, element } from "../../../http/page/index.ts";
import { writeField } from "../document/ordered.ts";
import { LIMITS, removeTrack, type ShownTrack, tracksOf } from "../document/playlist.ts";
import type { DocumentContext } from "../document-view.ts";
import { quietButton } from "../drawing/buttons.ts";
import { createField } from "../drawing/field.ts";
import { createHandle, focusBeside, moveBy, type ReorderOptions } from "../drawing/reorder.ts";
import { words } from "../words.ts";
import { readDuration } from "./duration.ts";

const { playlist: said, edit } = words;

export interface TrackView {
  node: HTMLElement;
  draw: (track: ShownTrack, place: number, of: number) => void;
}

/** One song of a playlist. */
export function createTrackView(id: string, order: ReorderOptions, context: DocumentContext): TrackView {
  const { doc } = context;
  const path = `/tracks/${id}`;
  let name: string = said.untitled;
  const write = (field: string, value: string | number | null): void => {
    const map = tracksOf(doc).get(id);
    if (map instanceof Y.Map) writeField(doc, map, field, value);
  };
  const title = createField({
    label: said.song,
    isBare: true,
    place: `${path}/title`,
    maxLength: LIMITS.line,
    commit: (text) => {
      if (text === "") return said.noTitle;
      write("title", text);
      return null;
    },
  });
  const artist = createField({
    label: said.artist,
    isBare: true,
    place: `${path}/artist`,
    maxLength: LIMITS.line,
    commit: (text) => {
      write("artist", text === "" ? null : text);
      return null;
    },
  });
  const duration = createField({
    label: said.duration,
    isBare: true,
    place: `${path}/duration_ms`,
    maxLength: 9,
    commit: (text) => {
      const value = text === "" ? null : readDuration(text);
      if (text !== "" && value === null) return said.badDuration;
      write("duration_ms", value);
      return null;
    },
  });
  title.node.classList.add("song");
  artist.node.classList.add("artist");
  duration.node.classList.add("duration");
  const handle = createHandle(id, order);
  const number = element("span", { class: "place", "aria-hidden": "true" });
  const up = quietButton("↑", null, () => moveBy(id, -1, order));
  const down = quietButton("↓", null, () => moveBy(id, 1, order));
  const remove = quietButton(edit.remove, null, () => {
    focusBeside(node);
    removeTrack(doc, id);
    context.announce(edit.removed(name));
  });
  const comment = quietButton(words.comments.send, null, () => context.commentOn(path));
  const node = element(
    "li",
    { class: "track", "data-id": id, "data-place": path },
    handle,
    number,
    title.node,
    artist.node,
    duration.node,
    element("span", { class: "acts" }, up, down, remove, comment),
  );
  let drawn = "";
  return {
    node,
    draw: (track, place, of) => {
      const mayEdit = context.mayEdit();
      const signature = JSON.stringify([track, place, of, mayEdit, context.mayComment()]);
      if (signature === drawn) return;
      drawn = signature;
      name = track.title || said.untitled;
      number.textContent = String(place + 1);
      title.draw(track.title, mayEdit, said.untitled);
      title.say(words.arrangement.of(said.song, String(place + 1)));
      artist.draw(track.artist, mayEdit, mayEdit ? said.artist : "");
      artist.say(words.arrangement.of(said.artist, name));
      duration.draw(
        track.duration_ms === null ? "" : clock(track.duration_ms),
        mayEdit,
        mayEdit ? "0:00" : "",
      );
      duration.say(words.arrangement.of(said.duration, name));
      handle.setAttribute("aria-label", edit.handle(name, place + 1, of));
      for (const [button, label] of [
        [up, edit.up],
        [down, edit.down],
        [remove, edit.remove],
      ] as const)
        button.setAttribute("aria-label", `${label}: ${name}`);
      comment.setAttribute("aria-label", words.comments.on(name));
      comment.hidden = !context.mayComment();
      for (const button of [handle, up, down, remove]) button.hidden = !mayEdit;
    },
  };
}
