import { element } from "../../../http/page/index.ts";
import type { PageContext } from "../page.ts";

/** A button that copies a text. Where the browser does not allow it, it says so, and the text is there to be selected. */
export function copyTextButton(
  label: string,
  text: string,
  { words, announce }: PageContext,
): HTMLButtonElement {
  const button = element("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    const sentence = await navigator.clipboard.writeText(text).then(
      () => words.copied,
      () => words.notCopied,
    );
    announce(sentence);
    button.textContent = sentence;
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
  return button;
}

/** A text that is shown once, with a label, to be copied: a key, a link. */
export function toCopy(label: string, text: string, context: PageContext): HTMLElement {
  const id = `copy-${label.replaceAll(/\W+/g, "-").toLowerCase()}`;
  const field = element("input", { id, type: "text", readonly: true, value: text, autocomplete: "off" });
  field.addEventListener("focus", () => field.select());
  return element(
    "div",
    { class: "labelled" },
    element("label", { for: id }, label),
    element("span", { class: "with-button" }, field, copyTextButton(context.words.copy, text, context)),
  );
}
