import { byId, element, forgetKey, keepKey } from "../../http/page/index.ts";
import type { Credential } from "./credential.ts";
import { words } from "./words.ts";

/** What every page of the rooms works with. */
export interface Shell {
  main: HTMLElement;
  /** Says a sentence to those who listen to the page instead of looking at it. */
  announce: (sentence: string) => void;
  /** Replaces what the page shows. */
  show: (title: string, ...content: (Node | null)[]) => void;
}

export function openShell(): Shell {
  const [main, status] = [byId("main", HTMLElement), byId("status", HTMLElement)];
  main.replaceChildren(element("p", { class: "hint" }, words.loading));
  return {
    main,
    announce: (sentence) => {
      status.textContent = sentence;
    },
    show: (title, ...content) => {
      document.title = words.titleOf(title);
      main.replaceChildren(...content.filter((node) => node !== null));
      main.removeAttribute("aria-busy");
    },
  };
}

/** Says below every page who is here. */
export function drawFooter(credential: Credential | null): void {
  const { entry } = words;
  const forget = element("button", { type: "button", class: "quiet" }, entry.forget);
  forget.addEventListener("click", () => {
    forgetKey();
    location.reload();
  });
  const who =
    credential === null
      ? null
      : credential.keyEnding === null
        ? element("p", {}, entry.signedIn(credential.person?.name ?? ""))
        : element("p", {}, entry.withKey(credential.keyEnding), " ", forget);
  byId("footer", HTMLElement).replaceChildren(...(who ? [who] : []), element("p", {}, words.footer));
}

/** Asks a stranger, or the bearer of a key that is refused, who they are. */
export function showEntry(shell: Shell, refused: boolean): void {
  const { entry } = words;
  const field = element("input", {
    id: "key",
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "key-fault key-hint",
  });
  const fault = element(
    "p",
    { id: "key-fault", class: "error", role: "alert" },
    refused ? entry.refused : "",
  );
  const here = location.pathname + location.search + location.hash;
  const form = element(
    "form",
    { class: "key", novalidate: true },
    element("label", { for: field.id }, entry.key),
    element(
      "span",
      { class: "field" },
      field,
      element("button", { type: "submit", class: "quiet" }, entry.use),
    ),
    fault,
    element("p", { id: "key-hint", class: "hint" }, entry.hint),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim() === "") return field.focus();
    keepKey(field.value);
    location.reload();
  });
  const signIn = `/sign-in?${new URLSearchParams({ return: here })}`;
  shell.show(
    entry.heading,
    element("h1", {}, entry.heading),
    element("p", { class: "lead" }, entry.lead),
    element("p", {}, element("a", { class: "button", href: signIn }, entry.signIn)),
    form,
  );
}
