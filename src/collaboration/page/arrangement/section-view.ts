import { element } from "../../../http/page/index.ts";
import {
  LIMITS,
  readTempo,
  type ShownArrangement,
  type ShownSection,
  spellKey,
  spellMetre,
} from "../document/arrangement.ts";
import type { Part } from "../document/cells.ts";
import { copySection, removeSection, setCells, setSection } from "../document/write-arrangement.ts";
import type { DocumentContext } from "../document-view.ts";
import { quietButton } from "../drawing/buttons.ts";
import { createField, type Field } from "../drawing/field.ts";
import { createHandle, focusBeside, moveBy, type ReorderOptions } from "../drawing/reorder.ts";
import { words } from "../words.ts";
import { createChordGrid } from "./chord-grid.ts";

export interface SectionView {
  node: HTMLElement;
  draw: (section: ShownSection, place: number, whole: ShownArrangement) => void;
}

const { arrangement: said, edit } = words;

/** Reads a number as people write it. */
export const numberOf = (text: string): number => Number(text.replace(",", "."));

export function createSectionView(id: string, order: ReorderOptions, context: DocumentContext): SectionView {
  const { doc } = context;
  const path = `/sections/${id}`;
  let shown: ShownSection | null = null;
  let total = 0;
  const named = (): string => shown?.name || said.unnamed;

  const name = createField({
    label: said.name,
    isBare: true,
    place: `${path}/name`,
    maxLength: LIMITS.name,
    commit: (text) => {
      setSection(doc, id, "name", text === "" ? null : text);
      return null;
    },
  });
  const bars = createField({
    label: said.bars,
    place: `${path}/bars`,
    inputMode: "numeric",
    maxLength: 3,
    commit: (text) => {
      const count = Number(text);
      if (!Number.isInteger(count) || count < 1 || count > LIMITS.bars) return said.badBars;
      if (total - (shown?.bars ?? 0) + count > LIMITS.barsInAll) return said.tooManyBars;
      setSection(doc, id, "bars", count);
      return null;
    },
  });
  /** A field for what changes at the section's first bar; empty where it goes on as before. */
  const change = (
    label: string,
    part: Part,
    cell: string,
    wrong: (text: string) => string,
    parse: (text: string) => string | number | null,
  ): Field =>
    createField({
      label,
      place: `${path}/${part}/${cell}`,
      maxLength: 20,
      commit: (text) => {
        const value = text === "" ? null : parse(text);
        if (text !== "" && value === null) return wrong(text);
        setCells(doc, id, part, { [cell]: value });
        return null;
      },
    });
  const key = change(said.key, "keys", "1", said.badKey, spellKey);
  const metre = change(said.metre, "metres", "1", said.badMetre, spellMetre);
  const tempo = change(
    said.tempo,
    "tempos",
    "1:1",
    () => said.badTempo,
    (text) => readTempo(numberOf(text)),
  );

  const handle = createHandle(id, order);
  const up = quietButton("↑", null, () => moveBy(id, -1, order));
  const down = quietButton("↓", null, () => moveBy(id, 1, order));
  const copy = quietButton(said.copy, null, () => copySection(doc, id));
  const remove = quietButton(edit.remove, null, () => {
    const gone = named();
    focusBeside(node);
    removeSection(doc, id);
    context.announce(edit.removed(gone));
  });
  const comment = quietButton(words.comments.send, null, () => context.commentOn(path));
  const acts = element("span", { class: "acts" }, up, down, copy, remove, comment);
  const grid = createChordGrid(id, context);
  const node = element(
    "li",
    { class: "section", "data-id": id, "data-place": path },
    element(
      "div",
      { class: "section-head" },
      handle,
      name.node,
      element("span", { class: "changes" }, bars.node, key.node, metre.node, tempo.node),
      acts,
    ),
    grid.node,
  );
  name.node.classList.add("section-name");

  let drawn = "";
  return {
    node,
    draw: (section, place, whole) => {
      shown = section;
      total = whole.bars;
      const mayEdit = context.mayEdit();
      const signature = JSON.stringify([
        section,
        place,
        whole.sections.length,
        mayEdit,
        context.mayComment(),
        inherited(whole, place),
      ]);
      if (signature === drawn) return;
      drawn = signature;
      const before = inherited(whole, place);
      const its = named();
      name.draw(section.name, mayEdit, said.unnamed);
      name.say(said.of(said.name, its));
      bars.draw(String(section.bars), mayEdit);
      bars.say(said.of(said.bars, its));
      key.draw(section.keys.find(({ bar }) => bar === 1)?.key ?? "", mayEdit, before.key);
      key.say(said.of(said.key, its));
      metre.draw(section.metres.find(({ bar }) => bar === 1)?.metre ?? "", mayEdit, before.metre);
      metre.say(said.of(said.metre, its));
      const own = section.tempos.find(({ bar, beat }) => bar === 1 && beat === 1)?.tempo;
      tempo.draw(own === undefined ? "" : String(own), mayEdit, String(before.tempo));
      tempo.say(said.of(said.tempo, its));
      handle.setAttribute("aria-label", edit.handle(its, place + 1, whole.sections.length));
      for (const [button, label] of [
        [up, edit.up],
        [down, edit.down],
        [copy, said.copy],
        [remove, edit.remove],
      ] as const)
        button.setAttribute("aria-label", `${label}: ${its}`);
      comment.setAttribute("aria-label", words.comments.on(its));
      comment.hidden = !context.mayComment();
      for (const button of [handle, up, down, copy, remove]) button.hidden = !mayEdit;
      grid.draw(section);
    },
  };
}

/** The key, metre and tempo that hold where a section begins, if it says nothing itself. */
function inherited(whole: ShownArrangement, place: number): { key: string; metre: string; tempo: number } {
  let { key, metre, tempo } = whole;
  for (const section of whole.sections.slice(0, place)) {
    key = section.keys.at(-1)?.key ?? key;
    metre = section.metres.at(-1)?.metre ?? metre;
    tempo = section.tempos.at(-1)?.tempo ?? tempo;
  }
  return { key, metre, tempo };
}
