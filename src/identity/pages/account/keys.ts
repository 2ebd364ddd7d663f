import { element } from "../../../http/page/index.ts";
import { SCOPES } from "../../../policy/index.ts";
import { api } from "../ask.ts";
import type { ApiKeyRow, Page } from "../contract.ts";
import { createForm } from "../form.ts";
import { toCopy } from "./copy-text.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";
import { tickBoxes } from "./tick-boxes.ts";

/** API keys of the organisation: make, see, replace, revoke. A new key is shown once. */
export function keysSection(context: AccountContext): Section {
  const { words, date } = context;
  const { keys } = words.account;
  let made: HTMLElement | null = null;
  const show = (key: string): void => {
    made = element("div", { class: "sheet" }, toCopy(keys.key, key, context));
  };

  const keyRow = (key: ApiKeyRow, section: Section): HTMLLIElement => {
    const facts = [
      `…${key.hint}`,
      key.scopes.join(" "),
      key.expires_at === null ? keys.endless : keys.ends(date(key.expires_at)),
      ...(key.last_used_at ? [keys.lastUsed(date(key.last_used_at))] : []),
    ].join(", ");
    if (key.revoked_at !== null) return row(key.name, facts, element("span", {}, keys.dead));
    const revoke = async (): Promise<void> => {
      if (!(await section.attempt(() => api("DELETE", `keys/${key.id}`)))) return;
      await section.refresh();
      section.say(keys.revoked);
    };
    const rotate = async (): Promise<void> => {
      const done = await section.attempt(async () => {
        show((await api<{ key: string }>("POST", `keys/${key.id}/rotate`, { overlap_minutes: 0 })).key);
      });
      if (!done) return;
      await section.refresh();
      section.say(keys.rotated);
    };
    return row(
      key.name,
      facts,
      rowButton(keys.rotate, keys.rotateOf(key.name), rotate, words.sure),
      rowButton(keys.revoke, keys.revokeOf(key.name), revoke, words.sure),
    );
  };

  return createSection(
    "keys",
    keys.title,
    async (section) => {
      const { items } = await api<Page<ApiKeyRow>>("GET", "keys?limit=50");
      const scopes = tickBoxes(
        keys.scopes,
        SCOPES.map((value) => ({ value, label: words.scopes[value]!, ticked: value === "tracks:read" })),
        keys.noScope,
      );
      const form = createForm(
        {
          label: keys.make,
          fields: [
            { name: "name", label: keys.name, autocomplete: "off", maxLength: 100 },
            {
              name: "days",
              label: keys.days,
              autocomplete: "off",
              hint: keys.daysHint,
              optional: true,
              digits: true,
              type: "number",
            },
          ],
          extra: [scopes.node],
          submit: keys.make,
          act: async ({ name, days }) => {
            const ticked = scopes.ticked();
            if (ticked === null) return;
            const { key } = await api<{ key: string }>("POST", "keys", {
              name: name!.trim(),
              scopes: ticked,
              ...(days !== "" && { expires_in_days: Number(days) }),
            });
            show(key);
            await section.refresh();
            section.say(keys.made);
          },
        },
        context,
      );
      return [
        element("p", { class: "hint" }, keys.lead),
        made,
        list(
          items.map((key) => keyRow(key, section)),
          words.none,
        ),
        element("details", {}, element("summary", {}, keys.make), form.node),
      ];
    },
    context,
  );
}
