import { element } from "../../../http/page/index.ts";
import { LIMITS, type ShownArrangement } from "../document/arrangement.ts";
import { addSection } from "../document/write-arrangement.ts";
import type { DocumentContext } from "../document-view.ts";
import { words } from "../words.ts";

const { arrangement: said, edit } = words;
/** What most sections have. */
const FIRST_BARS = "8";

/** The form that adds a section at the end. */
export function createSectionAdder(
  { doc, announce }: DocumentContext,
  shown: () => ShownArrangement,
): HTMLFormElement {
  const name = element("input", { id: "new-section", maxlength: LIMITS.name, autocomplete: "off" });
  const bars = element("input", {
    id: "new-bars",
    value: FIRST_BARS,
    inputmode: "numeric",
    maxlength: 3,
    autocomplete: "off",
  });
  const alert = element("p", { class: "error", role: "alert" });
  const form = element(
    "form",
    { class: "adder", novalidate: true },
    element("span", { class: "entry wide" }, element("label", { for: name.id }, said.addName), name),
    element("span", { class: "entry" }, element("label", { for: bars.id }, said.addBars), bars),
    element("button", { type: "submit" }, said.add),
    alert,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [count, { sections, bars: all }] = [Number(bars.value), shown()];
    const wrong =
      !Number.isInteger(count) || count < 1 || count > LIMITS.bars
        ? said.badBars
        : all + count > LIMITS.barsInAll
          ? said.tooManyBars
          : sections.length >= LIMITS.sections
            ? edit.full(LIMITS.sections, said.sections.toLowerCase())
            : "";
    alert.textContent = wrong;
    if (wrong !== "") return bars.focus();
    addSection(doc, name.value.trim(), count, sections.at(-1)?.id ?? null);
    announce(edit.moved(name.value.trim() || said.unnamed, sections.length + 1, sections.length + 1));
    name.value = "";
    name.focus();
  });
  return form;
}
