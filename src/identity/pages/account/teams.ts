import { act, read } from "../ask.ts";
import type { Team } from "../contract.ts";
import { createForm } from "../form.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";

/** The organisation's teams. */
export function teamsSection(context: AccountContext, organizationId: string): Section {
  const { words, organisation } = context;
  const { teams } = words.account;
  const manages = organisation?.role === "owner" || organisation?.role === "admin";
  return createSection(
    "teams",
    teams.title,
    async (section) => {
      const all = await read<Team[]>("organization/list-teams", { organizationId });
      const done = async (task: () => Promise<void>, sentence: string): Promise<void> => {
        if (!(await section.attempt(task))) return;
        await section.refresh();
        section.say(sentence);
      };
      const rows = all.map(({ id, name }) => {
        const remove = () =>
          done(() => act("organization/remove-team", { teamId: id, organizationId }), teams.removed);
        return row(
          name,
          "",
          manages ? rowButton(teams.remove, teams.removeOf(name), remove, words.sure) : null,
        );
      });
      const form = createForm(
        {
          label: teams.make,
          fields: [{ name: "name", label: teams.name, autocomplete: "off", maxLength: 100 }],
          submit: teams.make,
          act: async ({ name }) => {
            await act("organization/create-team", { name: name!.trim(), organizationId });
            await section.refresh();
            section.say(teams.made);
          },
        },
        context,
      );
      return [list(rows, words.none), manages ? form.node : null];
    },
    context,
  );
}
