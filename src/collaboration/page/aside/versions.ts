import { element } from "../../../http/page/index.ts";
import type { Page, Version } from "../contract.ts";
import { sureButton } from "../drawing/buttons.ts";
import { redraw } from "../drawing/redraw.ts";
import type { Api } from "../request.ts";
import { words } from "../words.ts";
import { createPanel, moment } from "./panel.ts";
import type { People } from "./people.ts";

const { versions: said } = words;
const MOST = 20;

export interface Versions {
  node: HTMLElement;
  refresh: () => Promise<void>;
}

/** The versions of the document: the named and the automatic ones, the last first, each to be restored. */
export function createVersions(api: Api, roomId: string, people: People, mayEdit: () => boolean): Versions {
  const panel = createPanel("versions", said.heading);
  const path = `rooms/${roomId}/versions`;
  const name = element("input", { id: "version-name", maxlength: 120, autocomplete: "off" });
  const form = element(
    "form",
    { class: "keep", novalidate: true },
    element("label", { for: name.id }, said.name),
    name,
    element("button", { type: "submit" }, said.save),
  );
  const list = element("ol", { class: "version-list" });
  panel.body.append(form, list);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = name.value.trim();
    if (wanted === "") return name.focus();
    void panel.attempt(async () => {
      await api.ask("POST", path, { name: wanted });
      name.value = "";
      panel.say(said.kept(wanted));
      await read();
    });
  });

  const draw = ({ number, name: named, created_by, created_at }: Version): HTMLElement => {
    const title = named ?? said.automatic;
    const restore = sureButton(
      said.restore,
      said.sure,
      said.spoken(title),
      () =>
        void panel.attempt(async () => {
          await api.ask("POST", `${path}/${number}/restore`);
          panel.say(said.restored(title));
          await read();
        }),
    );
    const facts = [
      said.facts(number, moment(created_at)),
      ...(named === null ? [] : [people.nameOf(created_by)]),
    ];
    return element(
      "li",
      { "data-row": number },
      element("span", { class: "what" }, title, element("small", {}, facts.join(" · "))),
      mayEdit() ? restore : null,
    );
  };
  const read = async (): Promise<void> => {
    const { items } = await api.ask<Page<Version>>("GET", `${path}?limit=${MOST}`);
    const rows = items.length === 0 ? [element("li", { class: "hint" }, said.none)] : items.map(draw);
    redraw(list, rows, panel.heading);
  };
  return {
    node: panel.node,
    refresh: async () => {
      form.hidden = !mayEdit();
      await panel.attempt(read);
    },
  };
}
