import type { Words } from "./words/en.ts";

/** Languages that have words, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof LANGUAGES;

const SLOT = "descant.language";

const known = (tag: string | null): Language | undefined => {
  const language = tag?.toLowerCase().split("-")[0];
  return language !== undefined && Object.hasOwn(LANGUAGES, language) ? (language as Language) : undefined;
};

/**
 * Which language to speak: the one that the address asks for (`lang`), else the one kept from then, else the first of
 * the browser's that has words, else English.
 * @param search the address's query
 * @param kept what {@link keepLanguage} kept; null for nothing
 * @param preferred BCP 47 tags, the best first
 */
export function chooseLanguage(search: string, kept: string | null, preferred: readonly string[]): Language {
  const asked = known(new URLSearchParams(search).get("lang")) ?? known(kept);
  return asked ?? preferred.map(known).find((language) => language !== undefined) ?? "en";
}

/** The language of this visit; one that the address asked for is kept for the pages after it. */
export function currentLanguage(): Language {
  const language = chooseLanguage(location.search, localStorage.getItem(SLOT), navigator.languages);
  if (new URLSearchParams(location.search).has("lang")) localStorage.setItem(SLOT, language);
  return language;
}

/** The words of a language; only those are loaded. */
export async function loadWords(language: Language): Promise<Words> {
  if (language === "de") return (await import("./words/de.ts")).de;
  return (await import("./words/en.ts")).en;
}
