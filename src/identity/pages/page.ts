import { byId, element } from "../../http/page/index.ts";
import { Failure, sentenceFor } from "./failure.ts";
import { currentLanguage, LANGUAGES, type Language, loadWords } from "./language.ts";
import type { Words } from "./words/en.ts";

/** What every part of a page works with. */
export interface PageContext {
  words: Words;
  language: Language;
  /** Says a sentence to those who listen to the page, and shows it where the page has a place for it. */
  announce: (sentence: string) => void;
  /** Replaces what the page shows and moves the focus to its heading, or to what is given. */
  show: (content: readonly (Node | null)[], focus?: HTMLElement) => void;
}

function languageLinks(current: Language, label: string): HTMLElement {
  const links = Object.entries(LANGUAGES).map(([language, name]) => {
    const query = new URLSearchParams(location.search);
    query.set("lang", language);
    const link = element("a", { lang: language, hreflang: language, href: `?${query}` }, name);
    // What a page keeps behind the hash belongs to it in every language.
    link.addEventListener("click", () => {
      link.href = `?${query}${location.hash}`;
    });
    return language === current ? element("span", { lang: language, "aria-current": "true" }, name) : link;
  });
  return element("nav", { "aria-label": label, class: "languages" }, ...links);
}

/** Shows a failure where a page has nothing else to show. */
export function showFailure(error: unknown, { words, show }: Pick<PageContext, "words" | "show">): void {
  if (!(error instanceof Failure)) throw error;
  show([element("p", { class: "error notice", role: "alert" }, sentenceFor(error, words))]);
}

/**
 * Starts a page: chooses the language, fills what all pages have, and lets `build` show the rest. What `build` throws
 * as a {@link Failure} becomes a sentence on the page.
 */
export async function startPage(
  name: keyof Words["titles"],
  build: (context: PageContext) => Promise<void> | void,
): Promise<void> {
  const language = currentLanguage();
  const words = await loadWords(language);
  const main = byId("main", HTMLElement);
  const status = byId("status", HTMLElement);
  document.documentElement.lang = language;
  document.title = `${words.titles[name]} · Descant`;
  byId("footer", HTMLElement).replaceChildren(
    element("p", {}, words.footer),
    languageLinks(language, words.language),
  );
  const context: PageContext = {
    words,
    language,
    announce: (sentence) => {
      status.textContent = sentence;
    },
    show: (content, focus) => {
      main.replaceChildren(...content.filter((node) => node !== null));
      main.removeAttribute("aria-busy");
      const heading = main.querySelector("h1");
      heading?.setAttribute("tabindex", "-1");
      (focus ?? heading)?.focus();
    },
  };
  main.replaceChildren(element("p", { class: "hint" }, words.loading));
  try {
    await build(context);
  } catch (error) {
    showFailure(error, context);
  }
}
