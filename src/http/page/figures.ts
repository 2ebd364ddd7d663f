import type { AudioFeatures } from "./contract.ts";
import { element, setProperty } from "./dom.ts";
import {
  ATTRIBUTES,
  certainty,
  clock,
  fade,
  keyName,
  loudnessInWords,
  signed,
  tempoMarking,
} from "./words.ts";

/** "fairly sure" beside four note heads, as many of them filled as the word is worth. */
function certaintyMark(confidence: number): HTMLElement {
  const { word, notes } = certainty(confidence);
  const heads = element("span", { class: "heads", "aria-hidden": "true" });
  for (let i = 0; i < 4; i++) heads.append(element("i", { class: i < notes ? "filled" : "" }));
  return element("span", { class: "certainty", title: `confidence ${confidence.toFixed(2)}` }, heads, word);
}

function figure(
  label: string,
  value: (Node | string)[],
  confidence: number | null,
  hint: string,
): HTMLElement {
  return element(
    "div",
    { class: "figure" },
    element("dt", {}, label),
    element("dd", { class: "value" }, ...value),
    element(
      "dd",
      { class: "under" },
      confidence === null ? null : certaintyMark(confidence),
      element("span", { class: "hint" }, hint),
    ),
  );
}

function unit(text: string): HTMLElement {
  return element("small", {}, ` ${text}`);
}

/** Tempo, key, loudness and length as four large figures, each with how sure it is and what else it might be. */
export function headline(features: AudioFeatures): HTMLElement {
  const { confidence, details } = features;
  const alternative = details.tempo.alternative;
  const runnerUp = details.key.runner_up;
  const lufs = details.loudness.integrated_lufs;
  const noBeat = features.tempo <= 0;
  return element(
    "dl",
    { class: "figures" },
    figure(
      noBeat ? "Tempo" : `Tempo, ${tempoMarking(features.tempo).toLowerCase()}`,
      noBeat ? ["No clear beat"] : [signed(features.tempo), unit("BPM")],
      confidence.tempo,
      alternative === null ? "" : `or else ${signed(alternative.bpm)}`,
    ),
    figure(
      "Key",
      [keyName(features.key, features.mode)],
      confidence.key,
      runnerUp === null ? "" : `or else ${keyName(runnerUp.key, runnerUp.mode)}`,
    ),
    figure(
      "Loudness",
      lufs === null ? ["Silent"] : [signed(lufs), unit("LUFS")],
      confidence.loudness,
      lufs === null ? "" : loudnessInWords(lufs),
    ),
    figure(
      "Length",
      [clock(features.duration_ms)],
      null,
      `${features.time_signature} beats a bar, ${certainty(confidence.time_signature).word}`,
    ),
  );
}

/**
 * The seven attributes as bars that end as sharply as the model is sure: the fade spans `fade(confidence)` to either
 * side of the value, a whisker repeats it for those who see no fade, a word for those who see no bar.
 */
export function attributeRows(features: AudioFeatures): HTMLElement {
  const rows = ATTRIBUTES.map(({ name, label, meaning }) => {
    const value = features[name];
    const confidence = features.confidence[name];
    const spread = fade(confidence);
    const bar = element(
      "div",
      { class: "bar", "aria-hidden": "true" },
      element("b"),
      element("u"),
      element("i"),
    );
    setProperty(bar, "--value", value);
    setProperty(bar, "--from", Math.max(0, value - spread));
    setProperty(bar, "--to", Math.min(1, value + spread));
    return element(
      "li",
      {},
      element("span", { class: "name" }, label),
      element("small", { class: "meaning" }, meaning),
      bar,
      element("span", { class: "number" }, value.toFixed(2)),
      certaintyMark(confidence),
    );
  });
  return element("ul", { class: "attributes" }, ...rows);
}

/** The finer measurements in one line of small print; what could not be measured is left out. */
export function smallPrint(features: AudioFeatures): HTMLElement {
  const { loudness, key } = features.details;
  const cents = Math.round(key.tuning_cents);
  const parts = [
    loudness.true_peak_dbtp === null ? null : `True peak ${signed(loudness.true_peak_dbtp)} dBTP`,
    loudness.range_lu === null ? null : `loudness range ${signed(loudness.range_lu)} LU`,
    cents === 0
      ? "tuned to 440 Hz"
      : `tuned ${Math.abs(cents)} cents ${cents > 0 ? "above" : "below"} 440 Hz`,
    `model ${features.version}`,
  ];
  return element("p", { class: "print" }, parts.filter((part) => part !== null).join(" · "));
}
