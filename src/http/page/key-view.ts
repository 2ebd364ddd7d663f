import { byId } from "./dom.ts";
import { forgetKey, keepKey, readKey, takeKeyFromFragment } from "./key-store.ts";

/** The key form and the line that says where the key is kept. */
export interface KeyView {
  /** Shows the form with a sentence why, and moves the focus to it. */
  ask: (sentence: string) => void;
}

/**
 * Ties the page's key form, its "forget" button and the fragment of the address to the key store.
 * `changed` is called whenever there is another key, or none any more.
 */
export function createKeyView(changed: () => void): KeyView {
  const form = byId("key-form", HTMLFormElement);
  const field = byId("key", HTMLInputElement);
  const reason = byId("key-reason", HTMLElement);
  const kept = byId("key-kept", HTMLElement);
  const ending = byId("key-ending", HTMLElement);

  const render = (): void => {
    const key = readKey();
    form.hidden = key !== null;
    kept.hidden = key === null;
    ending.textContent = key === null ? "" : `…${key.slice(-4)}`;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim() === "") return field.focus();
    keepKey(field.value);
    field.value = "";
    reason.textContent = "";
    render();
    byId("file", HTMLInputElement).focus();
    changed();
  });
  byId("forget", HTMLButtonElement).addEventListener("click", () => {
    forgetKey();
    render();
    field.focus();
    changed();
  });
  addEventListener("hashchange", () => {
    if (!takeKeyFromFragment()) return;
    render();
    changed();
  });
  addEventListener("storage", () => {
    render();
    changed();
  });

  takeKeyFromFragment();
  render();

  const ask = (sentence: string): void => {
    form.hidden = false;
    reason.textContent = sentence;
    field.focus();
  };
  return { ask };
}
