import { element } from "../../../http/page/index.ts";
import { quietButton } from "../drawing/buttons.ts";
import { words } from "../words.ts";

const { comments: said } = words;

/** The form for a new thread, on a place of the document or on the whole. */
export interface Composer {
  node: HTMLFormElement;
  startAt: (path: string) => void;
}

/** @param send @returns whether it worked: then the form is emptied */
export function createComposer(
  describe: (path: string) => string | null,
  send: (body: string, anchor: string | null) => Promise<boolean>,
): Composer {
  let anchor: string | null = null;
  const text = element("textarea", { id: "comment", rows: 2, maxlength: 4000 });
  const about = element("span", { class: "about" });
  const drop = quietButton(said.drop, null, () => {
    setAnchor(null);
    text.focus();
  });
  const anchored = element("p", {}, about, " ", drop);
  const setAnchor = (path: string | null): void => {
    anchor = path;
    about.textContent = path === null ? "" : said.about(describe(path) ?? said.gone);
    anchored.hidden = path === null;
  };
  const node = element(
    "form",
    { class: "composer", novalidate: true },
    element("label", { for: text.id }, said.write),
    anchored,
    text,
    element("button", { type: "submit" }, said.send),
  );
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = text.value.trim();
    if (body === "") return text.focus();
    if (!(await send(body, anchor))) return;
    text.value = "";
    setAnchor(null);
  });
  setAnchor(null);
  return {
    node,
    startAt: (path) => {
      setAnchor(path);
      text.focus();
    },
  };
}
