import { element } from "../../../http/page/index.ts";
import type { Organisation, SignedIn } from "../contract.ts";
import { Failure } from "../failure.ts";
import { writeFailure } from "../form.ts";
import type { PageContext } from "../page.ts";

/** What the parts of the account page know of who looks at them. */
export interface AccountContext extends PageContext {
  signedIn: SignedIn;
  /** The organisation that the person works in, and as what; null for somebody who belongs to none. */
  organisation: (Organisation & { role: string }) | null;
  /** "20 Nov 2026, 21:56" in the page's language; what is no date reads as an empty text. */
  date: (iso: string | null | undefined) => string;
}

/** One section of the account page. */
export interface Section {
  node: HTMLElement;
  /** Reads and draws it anew. Never throws a {@link Failure}: it shows it. */
  refresh: () => Promise<void>;
  /** Says that something was done, for eyes and ears. */
  say: (sentence: string) => void;
  /** Does something, shows how it fails, and leaves the rest as it is. Returns whether it worked. */
  attempt: (task: () => Promise<void>) => Promise<boolean>;
}

/** Makes a section; `fill` reads what it shows and returns it. */
export function createSection(
  id: string,
  title: string,
  fill: (section: Section) => Promise<readonly (Node | null)[]>,
  { words }: PageContext,
): Section {
  const heading = element("h2", { id: `${id}-title`, tabindex: "-1" }, title);
  const body = element("div", {}, element("p", { class: "hint" }, words.loading));
  const said = element("p", { class: "said", role: "status" });
  const alert = element("p", { class: "error", role: "alert" });
  const node = element("section", { id, "aria-labelledby": heading.id }, heading, said, alert, body);
  const attempt = async (task: () => Promise<void>): Promise<boolean> => {
    alert.replaceChildren();
    try {
      await task();
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      said.replaceChildren();
      writeFailure(alert, error, words);
      return false;
    }
  };
  const section: Section = {
    node,
    attempt,
    say: (sentence) => said.replaceChildren(sentence),
    refresh: async () => {
      const hadFocus = body.contains(document.activeElement);
      await attempt(async () => {
        const content = await fill(section);
        body.replaceChildren(...content.filter((child) => child !== null));
      });
      // What had the focus is gone; the heading is the nearest thing to it.
      if (hadFocus && !body.contains(document.activeElement)) heading.focus();
    },
  };
  return section;
}

/**
 * A small button that does something to a row. What cannot be taken back asks for a second press; Escape and leaving
 * the button take the first one back.
 */
export function rowButton(
  label: string,
  spoken: string,
  press: () => Promise<unknown>,
  confirm: string | null = null,
): HTMLButtonElement {
  const button = element("button", { type: "button", class: "quiet", "aria-label": spoken }, label);
  let armed = false;
  const arm = (on: boolean): void => {
    armed = on;
    button.classList.toggle("armed", on);
    button.textContent = on ? confirm : label;
    button.setAttribute("aria-label", on ? `${confirm}: ${spoken}` : spoken);
  };
  button.addEventListener("click", async () => {
    if (confirm !== null && !armed) return arm(true);
    if (armed) arm(false);
    await press();
  });
  button.addEventListener("blur", () => armed && arm(false));
  button.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && armed) arm(false);
  });
  return button;
}

/** A row: what it is, a quieter line about it, and what can be done to it. */
export function row(name: string | Node, facts: string, ...acts: (Node | null)[]): HTMLLIElement {
  return element(
    "li",
    { class: "row" },
    element(
      "span",
      { class: "what" },
      name,
      facts === "" ? null : element("small", { class: "facts" }, facts),
    ),
    element("span", { class: "acts" }, ...acts),
  );
}

/** A list, or a sentence that it is empty. */
export function list(rows: HTMLElement[], empty: string): HTMLElement {
  return rows.length === 0
    ? element("p", { class: "hint" }, empty)
    : element("ul", { class: "rows" }, ...rows);
}
