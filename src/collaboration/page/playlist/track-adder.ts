import { element } from "../../../http/page/index.ts";
import type { CatalogTrack } from "../contract.ts";
import { addTrack, LIMITS, type NewTrack, type ShownPlaylist } from "../document/playlist.ts";
import type { DocumentContext } from "../document-view.ts";
import { words } from "../words.ts";
import { readDuration } from "./duration.ts";

const { playlist: said, edit } = words;

/**
 * The form that adds a song. Songs of this server are proposed for the title; choosing one fills in the rest.
 * @param catalog the songs of this server; it may come late, or not at all
 */
export function createTrackAdder(
  { doc, announce }: DocumentContext,
  shown: () => ShownPlaylist,
  catalog: Promise<CatalogTrack[]>,
): HTMLFormElement {
  const proposals = element("datalist", { id: "catalog" });
  const title = element("input", {
    id: "new-title",
    maxlength: LIMITS.line,
    autocomplete: "off",
    list: proposals.id,
  });
  const artist = element("input", { id: "new-artist", maxlength: LIMITS.line, autocomplete: "off" });
  const duration = element("input", {
    id: "new-duration",
    maxlength: 9,
    autocomplete: "off",
    placeholder: "3:25",
  });
  const alert = element("p", { class: "error", role: "alert" });
  const form = element(
    "form",
    { class: "adder", novalidate: true },
    element(
      "span",
      { class: "entry wide" },
      element("label", { for: title.id }, said.song),
      title,
      proposals,
    ),
    element("span", { class: "entry wide" }, element("label", { for: artist.id }, said.artist), artist),
    element("span", { class: "entry" }, element("label", { for: duration.id }, said.duration), duration),
    element("button", { type: "submit" }, said.add),
    alert,
  );
  let tracks: CatalogTrack[] = [];
  void catalog.then((found) => {
    tracks = found;
    proposals.append(
      ...found.map(({ name, artists }) => element("option", { value: name }, artists[0]?.name ?? "")),
    );
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [name, by, length] = [title, artist, duration].map(({ value }) => value.trim()) as [
      string,
      string,
      string,
    ];
    const milliseconds = length === "" ? null : readDuration(length);
    const { tracks: all } = shown();
    const wrong =
      name === ""
        ? said.noTitle
        : length !== "" && milliseconds === null
          ? said.badDuration
          : all.length >= LIMITS.tracks
            ? edit.full(LIMITS.tracks, said.label.toLowerCase())
            : "";
    alert.textContent = wrong;
    if (wrong !== "") return (name === "" ? title : duration).focus();
    const known = tracks.find((one) => one.name === name);
    const performer = by || known?.artists[0]?.name;
    const takes = milliseconds ?? known?.duration_ms;
    const track: NewTrack = {
      title: name,
      ...(performer && { artist: performer }),
      ...(takes && { duration_ms: takes }),
      ...(known && { track_id: known.id }),
    };
    addTrack(doc, track, all.at(-1)?.id ?? null);
    announce(edit.moved(name, all.length + 1, all.length + 1));
    form.reset();
    title.focus();
  });
  return form;
}
