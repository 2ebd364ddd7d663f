import { element } from "../../../http/page/index.ts";
import { Failure } from "../request.ts";

/** A part of the page beside the document, with its own places for what was done and what failed. */
export interface Panel {
  node: HTMLElement;
  heading: HTMLElement;
  body: HTMLElement;
  say: (sentence: string) => void;
  /** Does something with the server and shows how it fails. @returns whether it worked */
  attempt: (task: () => Promise<void>) => Promise<boolean>;
}

export function createPanel(id: string, title: string): Panel {
  const heading = element("h2", { id: `${id}-title`, tabindex: "-1" }, title);
  const said = element("p", { class: "said", role: "status" });
  const alert = element("p", { class: "error", role: "alert" });
  const body = element("div", { class: "panel-body" });
  const node = element(
    "section",
    { class: "panel", id, "aria-labelledby": heading.id },
    heading,
    said,
    alert,
    body,
  );
  let busy = false;
  return {
    node,
    heading,
    body,
    say: (sentence) => said.replaceChildren(sentence),
    attempt: async (task) => {
      if (busy) return false;
      busy = true;
      alert.replaceChildren();
      try {
        await task();
        return true;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        said.replaceChildren();
        alert.replaceChildren(error.message);
        return false;
      } finally {
        busy = false;
      }
    },
  };
}

const MOMENT = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** “Nov 20, 2026, 9:56 PM”; what is no date reads as an empty text. */
export function moment(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? "" : MOMENT.format(new Date(iso));
}
