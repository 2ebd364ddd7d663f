import { clock, element } from "../../../http/page/index.ts";
import {
  DEFAULTS,
  detailsOf,
  LIMITS,
  readArrangement,
  readTempo,
  type ShownArrangement,
  sectionsOf,
  spellKey,
  spellMetre,
} from "../document/arrangement.ts";
import { moveBehind, writeField } from "../document/ordered.ts";
import { type DocumentContext, type DocumentView, entryOf } from "../document-view.ts";
import { arrange, Kept } from "../drawing/arrange.ts";
import { createField } from "../drawing/field.ts";
import type { ReorderOptions } from "../drawing/reorder.ts";
import { words } from "../words.ts";
import { createSectionAdder } from "./section-adder.ts";
import { createSectionView, numberOf, type SectionView } from "./section-view.ts";

const { arrangement: said, edit } = words;

/** An arrangement: its title, key, metre and tempo, and its sections with a chord on any beat. */
export function createArrangementView(context: DocumentContext): DocumentView {
  const { doc, announce } = context;
  let shown: ShownArrangement = readArrangement(doc);
  const detail = (
    label: string,
    name: string,
    read: (text: string) => string | number | null,
    wrong: (text: string) => string,
    most: number = LIMITS.line,
  ) =>
    createField({
      label,
      place: `/details/${name}`,
      maxLength: most,
      commit: (text) => {
        const value = text === "" ? null : read(text);
        if (text !== "" && value === null) return wrong(text);
        writeField(doc, detailsOf(doc), name, value);
        return null;
      },
    });
  const anything = (text: string): string => text;
  const title = detail(said.title, "title", anything, anything);
  const composer = detail(said.composer, "composer", anything, anything);
  const key = detail(said.key, "key", spellKey, said.badKey, 20);
  const metre = detail(said.metre, "metre", spellMetre, said.badMetre, 5);
  const tempo = detail(
    said.tempo,
    "tempo",
    (text) => readTempo(numberOf(text)),
    () => said.badTempo,
    6,
  );
  const length = element("p", { class: "length" });
  const list = element("ol", { class: "sections", "aria-label": said.sections, tabindex: "-1" });
  const none = element("p", { class: "hint none" }, said.none);
  const hint = element("p", { class: "hint" }, said.hint);
  const sections = new Kept<SectionView>();
  const nameOf = (id: string): string => shown.sections.find((one) => one.id === id)?.name || said.unnamed;
  const order: ReorderOptions = {
    list,
    ids: () => shown.sections.map(({ id }) => id),
    nameOf,
    announce,
    move: (id, after) => {
      moveBehind(doc, sectionsOf(doc), id, after);
      view.draw();
    },
  };
  const adder = createSectionAdder(context, () => shown);
  const view: DocumentView = {
    node: element(
      "section",
      { class: "sheet arrangement", "aria-label": said.label },
      element("div", { class: "details" }, title.node, composer.node, key.node, metre.node, tempo.node),
      length,
      hint,
      none,
      list,
      adder,
    ),
    roots: ["details", "sections"],
    draw: () => {
      shown = readArrangement(doc);
      const mayEdit = context.mayEdit();
      title.draw(shown.title, mayEdit);
      composer.draw(shown.composer, mayEdit);
      key.draw(
        shown.key === DEFAULTS.key && !detailsOf(doc).has("key") ? "" : shown.key,
        mayEdit,
        DEFAULTS.key,
      );
      metre.draw(detailsOf(doc).has("metre") ? shown.metre : "", mayEdit, DEFAULTS.metre);
      tempo.draw(detailsOf(doc).has("tempo") ? String(shown.tempo) : "", mayEdit, String(DEFAULTS.tempo));
      length.textContent = said.length(shown.bars, clock(shown.duration_ms));
      none.hidden = shown.sections.length > 0;
      hint.hidden = !mayEdit || shown.sections.length === 0;
      adder.hidden = !mayEdit;
      const views = sections.take(
        shown.sections.map(({ id }) => id),
        (id) => createSectionView(id, order, context),
      );
      for (const [at, section] of shown.sections.entries()) views[at]!.draw(section, at, shown);
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
    describe: (path) => describe(path, shown),
    title: () => shown.title,
  };
  return view;
}

/** “Verse, bar 3” for `/sections/s1/chords/3:1`. */
function describe(path: string, { sections }: ShownArrangement): string | null {
  const [, root, id, part, cell] = path.split("/");
  if (root === "details")
    return said[id as keyof typeof said] === undefined ? null : said.title.toLowerCase();
  const section = sections.find((one) => one.id === entryOf(path));
  if (root !== "sections" || section === undefined) return null;
  const name = section.name || said.unnamed;
  const bar = Number(cell?.split(":")[0]);
  return part === "chords" && bar >= 1 ? `${name}, bar ${section.first_bar + bar - 1}` : name;
}
