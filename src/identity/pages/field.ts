import { element } from "../../http/page/index.ts";
import type { Words } from "./words/en.ts";

export interface FieldOptions {
  name: string;
  label: string;
  type?: "text" | "email" | "password" | "number";
  /** An autofill token of HTML, such as `one-time-code`: browsers and password managers rely on it. */
  autocomplete: string;
  hint?: string;
  /** Needed unless said otherwise. */
  optional?: boolean;
  value?: string;
  minLength?: number;
  maxLength?: number;
  /** Digits only, with the keyboard for them. */
  digits?: boolean;
}

/** A labelled input with its hint and its own place for what is wrong with it. */
export interface Field {
  name: string;
  input: HTMLInputElement;
  node: HTMLElement;
  /** Shows a sentence at the field and marks it as wrong; an empty one takes both back. */
  complain: (sentence: string) => void;
  /** What is wrong with the value as it is, in a sentence; empty for nothing. */
  fault: () => string;
}

let serial = 0;

/** A button that shows a password while one wants to see it. */
function revealButton(input: HTMLInputElement, words: Words, label: string): HTMLButtonElement {
  const button = element(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-pressed": "false",
      "aria-label": `${words.showPassword}: ${label}`,
    },
    words.showPassword,
  );
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
    button.textContent = hidden ? words.hidePassword : words.showPassword;
  });
  return button;
}

/** Makes a field. Its id is its own, so that several forms of a page may have fields of one name. */
export function createField(options: FieldOptions, words: Words): Field {
  const { name, label, type = "text", hint, optional = false } = options;
  const id = `${name}-${++serial}`;
  const error = element("p", { id: `${id}-error`, class: "error" });
  const describedBy = hint === undefined ? error.id : `${id}-hint ${error.id}`;
  const input = element("input", {
    id,
    name,
    type,
    autocomplete: options.autocomplete,
    "aria-describedby": describedBy,
    "aria-required": optional ? undefined : "true",
    spellcheck: "false",
    autocapitalize: type === "text" && !options.digits ? undefined : "none",
    inputmode: options.digits ? "numeric" : undefined,
    maxlength: options.maxLength,
    value: options.value,
  });
  const complain = (sentence: string): void => {
    error.textContent = sentence;
    if (sentence === "") input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  };
  const fault = (): string => {
    const value = input.value.trim();
    if (value === "") return optional ? "" : words.form.missing;
    if (type === "email" && !/^[^\s@]+@[^\s@]+$/.test(value)) return words.form.badEmail;
    if (input.value.length < (options.minLength ?? 0)) return words.form.tooShort(options.minLength!);
    return options.digits && type === "text" && !/^\d{6}$/.test(value.replaceAll(" ", ""))
      ? words.form.badCode
      : "";
  };
  input.addEventListener("input", () => complain(""));
  const node = element(
    "div",
    { class: "labelled" },
    element("label", { for: id }, label, optional ? element("small", {}, ` (${words.optional})`) : null),
    type === "password"
      ? element("span", { class: "with-button" }, input, revealButton(input, words, label))
      : input,
    hint === undefined ? null : element("p", { id: `${id}-hint`, class: "hint" }, hint),
    error,
  );
  return { name, input, node, complain, fault };
}
