import { element } from "../../../http/page/index.ts";
import { act, forgetToken, read } from "../ask.ts";
import type { Organisation } from "../contract.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";

/** The organisations that the person belongs to; one of them is worked in. */
export function organisationsSection(context: AccountContext): Section {
  const { words, organisation } = context;
  const { organisations } = words.account;
  return createSection(
    "organisations",
    organisations.title,
    async (section) => {
      const all = await read<Organisation[]>("organization/list");
      const rows = all.map(({ id, name }) => {
        const here = id === organisation?.id;
        const choose = async (): Promise<void> => {
          const done = await section.attempt(async () => {
            await act("organization/set-active", { organizationId: id });
          });
          if (!done) return;
          forgetToken();
          // Everything on the page was read for the other organisation.
          location.reload();
        };
        return row(
          name,
          here ? organisations.yourRole(words.roles[organisation.role] ?? organisation.role) : "",
          here
            ? element("strong", { class: "badge" }, organisations.now)
            : rowButton(organisations.choose, organisations.chooseOf(name), choose),
        );
      });
      return [list(rows, words.none)];
    },
    context,
  );
}
