import { element } from "../../../http/page/index.ts";

export interface FieldOptions {
  label: string;
  /** Spoken, where what is written beside the field is too short. */
  spoken?: string;
  /** Where in the document it writes: what others see of whoever is here. */
  place?: string;
  maxLength?: number;
  inputMode?: "text" | "numeric" | "decimal";
  /** No label is drawn, but it is spoken. */
  isBare?: boolean;
  /** Takes what was written over. @returns null, or what is wrong with it in a sentence */
  commit: (text: string) => string | null;
}

/** A labelled input whose text goes into the document when it is left, or on Enter; Escape takes it back. */
export interface Field {
  node: HTMLElement;
  input: HTMLInputElement;
  /** Draws what the document holds; what somebody is writing here stays. */
  draw: (value: string, mayEdit: boolean, placeholder?: string) => void;
  say: (spoken: string) => void;
}

let serial = 0;

export function createField(options: FieldOptions): Field {
  const id = `field-${++serial}`;
  const fault = element("span", { class: "fault", id: `${id}-fault`, role: "alert" });
  const input = element("input", {
    id,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: options.maxLength,
    inputmode: options.inputMode,
    "aria-label": options.spoken ?? (options.isBare ? options.label : undefined),
  });
  const node = element(
    "span",
    { class: "entry", "data-place": options.place },
    options.isBare ? null : element("label", { for: id }, options.label),
    input,
    fault,
  );
  // Kept at the element, where whoever asks for the focused field finds it.
  input.dataset.drawn = "";
  const drawn = (): string => input.dataset.drawn ?? "";

  const complain = (sentence: string | null): void => {
    fault.textContent = sentence ?? "";
    if (sentence === null) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    } else {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", fault.id);
    }
  };
  const isDirty = (): boolean => input.value !== drawn();
  const commit = (): void => {
    const before = drawn();
    if (input.value === before || input.readOnly) {
      complain(null);
      return;
    }
    const sentence = options.commit(input.value.trim());
    complain(sentence);
    // What is written in another spelling of what is there changes nothing that would be drawn.
    if (sentence === null && drawn() === before) input.value = before;
  };
  input.addEventListener("change", commit);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") commit();
    else if (event.key === "Escape" && isDirty()) {
      input.value = drawn();
      complain(null);
      event.stopPropagation();
    }
  });
  return {
    node,
    input,
    draw: (next, mayEdit, placeholder = "") => {
      const isWriting = document.activeElement === input && isDirty();
      const isWrong = input.hasAttribute("aria-invalid") && isDirty();
      input.dataset.drawn = next;
      if (!isWriting && !isWrong && input.value !== next) input.value = next;
      if (input.placeholder !== placeholder) input.placeholder = placeholder;
      if (input.readOnly === mayEdit) input.readOnly = !mayEdit;
      // A label with nothing behind it tells whoever may only read nothing.
      if (!options.isBare) node.hidden = !mayEdit && next === "" && placeholder === "";
    },
    say: (spoken) => {
      if (input.getAttribute("aria-label") !== spoken) input.setAttribute("aria-label", spoken);
    },
  };
}

/** Whether the focus is in a field with text that is not in the document yet: its own undo is the browser's. */
export function isWriting(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLInputElement && focused.dataset.drawn !== undefined
    ? focused.value !== focused.dataset.drawn
    : focused instanceof HTMLTextAreaElement;
}
