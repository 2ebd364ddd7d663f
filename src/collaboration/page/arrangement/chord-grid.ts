import { element, setProperty } from "../../../http/page/index.ts";
import { formatMetre } from "../../documents/music/metre.ts";
import type { ShownSection } from "../document/arrangement.ts";
import { type Place, placeName } from "../document/cells.ts";
import { setCells } from "../document/write-arrangement.ts";
import type { DocumentContext } from "../document-view.ts";
import { arrange, Kept } from "../drawing/arrange.ts";
import { createField, type Field } from "../drawing/field.ts";
import { words } from "../words.ts";
import { placesOf, readEntry } from "./chord-entry.ts";

interface Bar {
  node: HTMLElement;
  draw: (section: ShownSection, bar: number) => void;
}

/** The bars of one section, with a field on each beat. */
export interface ChordGrid {
  node: HTMLElement;
  draw: (section: ShownSection) => void;
}

const nameOf = (section: ShownSection): string => section.name || words.arrangement.unnamed;
const pathOf = (id: string, place: Place): string => `/sections/${id}/chords/${placeName(place)}`;

/** What changes at a bar besides chords, as a musician writes it above. */
function marksOf({ metres, keys, tempos }: ShownSection, bar: number): string {
  const at = <T extends { bar: number }>(list: readonly T[]): T[] => list.filter((one) => one.bar === bar);
  return [
    ...at(metres).map(({ metre }) => metre),
    ...at(keys).map(({ key }) => key),
    ...at(tempos).map(({ tempo }) => `♩ = ${tempo}`),
  ].join("  ");
}

export function createChordGrid(id: string, context: DocumentContext): ChordGrid {
  const node = element("div", { class: "bars", role: "group" });
  const bars = new Kept<Bar>();
  let shown: ShownSection | null = null;
  /** One cell of the grid is reached with Tab, the others from it with the arrow keys. */
  let current = "1:1";

  const inputs = (): HTMLInputElement[] => [...node.querySelectorAll<HTMLInputElement>("input")];
  const rove = (input: HTMLInputElement): void => {
    for (const other of node.querySelectorAll<HTMLInputElement>("input[tabindex='0']")) other.tabIndex = -1;
    input.tabIndex = 0;
    current = input.dataset.cell ?? "1:1";
  };
  const goTo = (input: HTMLInputElement | undefined): void => {
    if (input === undefined) return;
    input.focus();
    input.select();
  };
  /** The same beat of another bar, or the last that it has. */
  const goToBar = (place: Place, by: number): void => {
    const inBar = inputs().filter((input) => input.dataset.cell?.startsWith(`${place.bar + by}:`));
    goTo(inBar.findLast((input) => Number(input.dataset.cell?.split(":")[1]) <= place.beat) ?? inBar[0]);
  };

  const onKey = (event: KeyboardEvent, input: HTMLInputElement, place: Place): void => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = inputs();
    const at = all.indexOf(input);
    const isAtStart = input.selectionStart === 0;
    const isAtEnd = input.selectionEnd === input.value.length;
    if (event.key === "ArrowLeft" && isAtStart) goTo(all[at - 1]);
    else if (event.key === "ArrowRight" && isAtEnd) goTo(all[at + 1]);
    else if (event.key === "Enter" && !input.hasAttribute("aria-invalid")) goTo(all[at + 1]);
    else if (event.key === "ArrowUp") goToBar(place, -1);
    else if (event.key === "ArrowDown") goToBar(place, 1);
    else return;
    event.preventDefault();
  };

  const makeCell = (place: Place): Field => {
    const commit = (text: string): string | null => {
      const entry = readEntry(text, place, shown?.chords ?? []);
      if ("wrong" in entry) return words.arrangement.badChord(entry.wrong);
      setCells(context.doc, id, "chords", entry.cells);
      return null;
    };
    const field = createField({ label: "", isBare: true, place: pathOf(id, place), maxLength: 64, commit });
    const { input } = field;
    input.dataset.cell = placeName(place);
    input.tabIndex = -1;
    input.autocapitalize = "characters";
    field.node.classList.add("cell");
    input.addEventListener("focus", () => {
      rove(input);
      input.select();
    });
    input.addEventListener("keydown", (event) => onKey(event, input, place));
    return field;
  };

  const makeBar = (): Bar => {
    const number = element("span", { class: "bar-number", "aria-hidden": "true" });
    const marks = element("span", { class: "marks" });
    const beats = element("div", { class: "beats" });
    const cells = new Kept<Field>();
    return {
      node: element("div", { class: "bar" }, number, marks, beats),
      draw: (section, bar) => {
        number.textContent = String(section.first_bar + bar - 1);
        marks.textContent = marksOf(section, bar);
        const metre = section.timing[bar - 1]!;
        const places = placesOf(bar, metre, section.chords);
        const fields = cells.take(places.map(placeName), (key) => {
          const [, beat] = key.split(":");
          return makeCell({ bar, beat: Number(beat) });
        });
        beats.dataset.metre = formatMetre(metre);
        for (const [at, place] of places.entries()) {
          const chord = section.chords.find((one) => one.bar === bar && one.beat === place.beat);
          fields[at]!.say(words.arrangement.cell(nameOf(section), bar, place.beat));
          fields[at]!.draw(chord?.symbol ?? "", context.mayEdit(), "/");
          setProperty(fields[at]!.node, "--length", chord?.symbol.length ?? 1);
        }
        if (
          arrange(
            beats,
            fields.map((field) => field.node),
          )
        )
          goTo(inputs()[0]);
      },
    };
  };

  return {
    node,
    draw: (section) => {
      shown = section;
      node.setAttribute("aria-label", words.arrangement.chordsOf(nameOf(section)));
      const numbers = Array.from({ length: section.bars }, (_, index) => String(index + 1));
      const drawn = bars.take(numbers, makeBar);
      for (const [index, bar] of drawn.entries()) bar.draw(section, index + 1);
      arrange(
        node,
        drawn.map((bar) => bar.node),
      );
      const tabbable = inputs().find((input) => input.dataset.cell === current) ?? inputs()[0];
      if (tabbable !== undefined) rove(tabbable);
    },
  };
}
