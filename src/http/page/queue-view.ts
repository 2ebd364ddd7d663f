import { byId, element, setProperty } from "./dom.ts";
import { fileSize } from "./words.ts";

/** One file on its way, as the queue view shows it. */
export interface QueueRow {
  /** What is happening, and how far it is (0..1; null where nobody can tell). */
  progress: (words: string, share: number | null) => void;
  /** It failed, with a sentence; `again` puts it back into the queue. */
  failed: (sentence: string, again: () => void) => void;
  remove: () => void;
}

/** Adds a row for a file to the page's `#queue`. */
export function addQueueRow(file: File): QueueRow {
  const list = byId("queue", HTMLUListElement);
  const words = element("span", { class: "words" }, "Waiting");
  const bar = element("progress", { max: 1, value: 0, "aria-label": `Progress of ${file.name}` });
  const row = element(
    "li",
    {},
    element("span", { class: "file" }, file.name, element("small", {}, fileSize(file.size))),
    words,
    bar,
  );
  list.append(row);
  list.hidden = false;

  const remove = (): void => {
    row.remove();
    list.hidden = list.childElementCount === 0;
  };
  const progress = (text: string, share: number | null): void => {
    words.textContent = text;
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
    setProperty(bar, "--share", share ?? 1);
  };
  const failed = (sentence: string, again: () => void): void => {
    words.textContent = "";
    bar.remove();
    row.classList.add("failed");
    const retry = element("button", { type: "button", class: "quiet" }, "Try again");
    const dismiss = element("button", { type: "button", class: "quiet" }, "Dismiss");
    retry.setAttribute("aria-label", `Try ${file.name} again`);
    dismiss.setAttribute("aria-label", `Dismiss ${file.name}`);
    retry.addEventListener("click", () => {
      remove();
      again();
    });
    for (const button of [retry, dismiss])
      button.addEventListener("click", () => byId("file", HTMLInputElement).focus({ preventScroll: true }));
    dismiss.addEventListener("click", remove);
    row.append(
      element("p", { class: "error" }, sentence),
      element("span", { class: "actions" }, retry, dismiss),
    );
  };
  return { progress, failed, remove };
}
