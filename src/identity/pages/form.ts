import { element } from "../../http/page/index.ts";
import { signInPath } from "./destination.ts";
import { asksForStepUp, Failure, sentenceFor } from "./failure.ts";
import { createField, type Field, type FieldOptions } from "./field.ts";
import type { PageContext } from "./page.ts";

export interface FormOptions {
  fields: readonly FieldOptions[];
  submit: string;
  /** What is between the fields and the button. */
  extra?: readonly Node[];
  /** Which field a failure's code is about: its sentence is shown there. */
  faults?: Record<string, string>;
  /** Whose password is asked for: password managers need it beside the password, where no field has it. */
  username?: string;
  /** Labels the form where its heading does not. */
  label?: string;
  act: (values: Record<string, string>, form: Form) => Promise<void>;
}

export interface Form {
  node: HTMLFormElement;
  field: (name: string) => Field;
  /** Says what is wrong with the whole form. */
  complain: (sentence: string) => void;
  /** Shows any failure at the field that it is about, or above the button. Anything else is thrown on. */
  fail: (error: unknown) => void;
  reset: () => void;
}

/** Keeps a button from being pressed for so many seconds, and counts them down on it. */
export function holdBack(button: HTMLButtonElement, seconds: number, { words, announce }: PageContext): void {
  const label = button.textContent ?? "";
  // Not `disabled`, which would throw the focus away: presses are refused instead.
  button.setAttribute("aria-disabled", "true");
  const until = Date.now() + seconds * 1000;
  const tick = (): void => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) {
      button.textContent = words.form.wait(left);
      return;
    }
    clearInterval(timer);
    button.removeAttribute("aria-disabled");
    button.textContent = label;
    announce(words.form.again);
  };
  const timer = setInterval(tick, 250);
  tick();
}

/** A link to the page that asks again who somebody is. */
const stepUpLink = (words: PageContext["words"]): HTMLAnchorElement =>
  element("a", { href: signInPath("step-up") }, words.account.showAgain);

/** Writes a failure into a node with `role=alert`, with the way out where there is one. */
export function writeFailure(alert: HTMLElement, failure: Failure, words: PageContext["words"]): void {
  alert.replaceChildren(sentenceFor(failure, words));
  if (asksForStepUp(failure)) alert.append(" ", stepUpLink(words));
}

/** Not for eyes, nor for the keyboard. */
const usernameFor = (value: string, label: string): HTMLInputElement =>
  element("input", {
    type: "email",
    name: "username",
    autocomplete: "username",
    value,
    "aria-label": label,
    readonly: true,
    class: "away",
    tabindex: "-1",
  });

/**
 * A form that checks its fields, sends itself once at a time, and shows what went wrong where it went wrong. Its values
 * travel in the bodies of requests only: it never navigates by itself.
 */
export function createForm(options: FormOptions, context: PageContext): Form {
  const { words } = context;
  const fields = options.fields.map((field) => createField(field, words));
  const alert = element("p", { class: "error", role: "alert" });
  const button = element("button", { type: "submit" }, options.submit);
  const node = element(
    "form",
    { novalidate: true, "aria-label": options.label },
    options.username === undefined ? null : usernameFor(options.username, words.signIn.email),
    ...fields.map((field) => field.node),
    ...(options.extra ?? []),
    alert,
    element("p", { class: "acts wide" }, button),
  );
  const form: Form = {
    node,
    field: (name) => fields.find((field) => field.name === name)!,
    complain: (sentence) => alert.replaceChildren(sentence),
    fail: (error) => {
      if (!(error instanceof Failure)) throw error;
      const field = fields.find(({ name }) => name === options.faults?.[error.code]);
      if (error.status === 429) holdBack(button, error.retryAfterSeconds, context);
      if (field === undefined || error.status === 429) return writeFailure(alert, error, words);
      field.complain(sentenceFor(error, words));
      field.input.focus();
      field.input.select();
    },
    reset: () => {
      node.reset();
      for (const field of fields) field.complain("");
    },
  };

  const check = (): boolean => {
    const wrong = fields.filter((field) => {
      field.complain(field.fault());
      return field.input.hasAttribute("aria-invalid");
    });
    wrong[0]?.input.focus();
    return wrong.length === 0;
  };
  let busy = false;
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy || button.getAttribute("aria-disabled") === "true") return;
    form.complain("");
    if (!check()) return;
    busy = true;
    node.setAttribute("aria-busy", "true");
    try {
      await options.act(Object.fromEntries(fields.map(({ name, input }) => [name, input.value])), form);
    } catch (error) {
      form.fail(error);
    } finally {
      busy = false;
      node.removeAttribute("aria-busy");
    }
  });
  return form;
}
