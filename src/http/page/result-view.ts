import type { AudioFeatures, Track } from "./contract.ts";
import { copyButton } from "./copy.ts";
import { featuresCommand, uploadCommand } from "./curl.ts";
import { byId, element } from "./dom.ts";
import { attributeRows, headline, smallPrint } from "./figures.ts";
import { createPlayer, type Sound } from "./player.ts";

/** What the result view shows; `fileName` is null for a track of an earlier visit. */
export interface Result {
  track: Track;
  features: AudioFeatures;
  fileName: string | null;
  sound: Sound;
}

/** The sheet on which one analysis is drawn. */
export interface ResultView {
  show: (result: Result) => void;
  hide: () => void;
  shownId: () => string | null;
}

function artistLine(track: Track): HTMLElement | null {
  const names = track.artists.map((artist) => artist.name).join(", ");
  return names === "" ? null : element("p", { class: "artist" }, names);
}

function terminal(
  result: Result,
  readKey: () => string | null,
  announce: (sentence: string) => void,
): HTMLElement {
  const command = (key: string | null): string =>
    result.fileName === null
      ? featuresCommand(location.origin, result.track.id, key)
      : uploadCommand(location.origin, result.fileName, key);
  return element(
    "section",
    { class: "terminal", "aria-labelledby": "terminal-title" },
    element("h3", { id: "terminal-title" }, "The same from a terminal"),
    element("pre", { tabindex: 0, "aria-labelledby": "terminal-title" }, element("code", {}, command(null))),
    element(
      "p",
      { class: "actions" },
      copyButton("Copy", () => command(null), announce),
      copyButton("Copy with my key in it", () => command(readKey()), announce),
      element("span", { class: "hint" }, "The first expects the key in $DESCANT_KEY; share that one."),
    ),
  );
}

function rawAnswer(features: AudioFeatures, announce: (sentence: string) => void): HTMLElement {
  const json = JSON.stringify(features, null, 2);
  return element(
    "details",
    { class: "raw" },
    element("summary", {}, "The raw JSON"),
    element("pre", { tabindex: 0, "aria-label": "The raw JSON" }, element("code", {}, json)),
    element(
      "p",
      { class: "actions" },
      copyButton("Copy the JSON", () => json, announce),
    ),
  );
}

/** Makes the result view over the page's `#result`; `readKey` is asked only when somebody copies a line with the key. */
export function createResultView(
  readKey: () => string | null,
  announce: (sentence: string) => void,
): ResultView {
  const sheet = byId("result", HTMLElement);
  let closePlayer = (): void => {};
  let shown: string | null = null;

  const hide = (): void => {
    closePlayer();
    shown = null;
    sheet.hidden = true;
    sheet.replaceChildren();
  };

  const show = (result: Result): void => {
    hide();
    const { track, features } = result;
    const title = track.name || result.fileName || "Untitled";
    const player = createPlayer(title, features.duration_ms, result.sound);
    closePlayer = player.close;
    shown = track.id;
    const heading = element("h2", { tabindex: -1, id: "result-title" }, title);
    sheet.append(
      ...[heading, artistLine(track)].filter((node) => node !== null),
      player.node,
      headline(features),
      element("h3", {}, "How it feels"),
      element(
        "p",
        { class: "legend" },
        "The longer a stroke fades, the less sure the model is of where it ends.",
      ),
      attributeRows(features),
      smallPrint(features),
      terminal(result, readKey, announce),
      rawAnswer(features, announce),
    );
    sheet.hidden = false;
  };

  return { show, hide, shownId: () => shown };
}
