import { element } from "../../http/page/index.ts";
import { moment } from "./aside/panel.ts";
import type { Kind, Page, Room } from "./contract.ts";
import { type Api, Failure } from "./request.ts";
import type { Shell } from "./shell.ts";
import { words } from "./words.ts";

const { list: said, kinds, kindHints } = words;
const MOST = 30;
const MADE_HERE = ["arrangement", "playlist"] as const satisfies Kind[];

/** `/rooms`: the rooms that one is a member of, and a form for another one. */
export async function startList(api: Api, shell: Shell): Promise<void> {
  const rows = element("ul", { class: "rooms" });
  const more = element("button", { type: "button", class: "quiet", hidden: true }, said.more);
  let shown = 0;
  const read = async (): Promise<void> => {
    const page = await api.ask<Page<Room>>("GET", `rooms?limit=${MOST}&offset=${shown}`);
    shown += page.items.length;
    rows.append(...page.items.map(row));
    if (shown === 0) rows.append(element("li", { class: "hint" }, said.none));
    more.hidden = page.next === null;
  };
  more.addEventListener("click", () => void read());
  await read();
  shell.show(
    words.rooms,
    element("h1", {}, words.rooms),
    element("p", { class: "lead" }, said.lead),
    createForm(api),
    element(
      "section",
      { "aria-labelledby": "yours" },
      element("h2", { id: "yours" }, said.yours),
      rows,
      more,
    ),
  );
}

function row({ id, name, kind, role, updated_at }: Room): HTMLLIElement {
  const facts = [kinds[kind], ...(role === null ? [] : [words.role[role]]), said.changed(moment(updated_at))];
  return element(
    "li",
    {},
    element("a", { href: `/rooms/${id}` }, name),
    element("small", {}, facts.join(" · ")),
  );
}

function createForm(api: Api): HTMLFormElement {
  const name = element("input", { id: "room-name", maxlength: 120, autocomplete: "off" });
  const choices = MADE_HERE.map((kind, index) =>
    element(
      "label",
      { class: "choice" },
      element("input", { type: "radio", name: "kind", value: kind, checked: index === 0 }),
      element("span", {}, element("b", {}, kinds[kind]), element("small", {}, kindHints[kind])),
    ),
  );
  const alert = element("p", { class: "error", role: "alert" });
  const form = element(
    "form",
    { class: "new-room", novalidate: true },
    element("h2", {}, said.make),
    element("span", { class: "entry" }, element("label", { for: name.id }, said.name), name),
    element("fieldset", {}, element("legend", {}, said.kind), ...choices),
    element("button", { type: "submit" }, said.create),
    alert,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    alert.replaceChildren();
    const kind = new FormData(form).get("kind") as Kind;
    if (name.value.trim() === "") return name.focus();
    try {
      const room = await api.ask<Room>("POST", "rooms", { kind, name: name.value.trim() });
      location.assign(`/rooms/${room.id}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      alert.replaceChildren(error.message);
    }
  });
  return form;
}
