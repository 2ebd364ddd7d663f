import { element } from "../../../http/page/index.ts";
import { act, read } from "../ask.ts";
import type { Consent, PublicClient } from "../contract.ts";
import { scopeList } from "../scope-list.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";

/** Scopes come as a list or as the text that the token has. */
const scopesOf = ({ scopes }: Consent): string[] => (Array.isArray(scopes) ? scopes : scopes.split(" "));

/** An app that has been removed since keeps its place in the list, by its id. */
const nameOf = async (clientId: string): Promise<string> =>
  (await read<PublicClient>("oauth2/public-client", { client_id: clientId }).catch(() => null))
    ?.client_name || clientId;

/** Apps that the person let act for them, each with a way to withdraw that. */
export function appsSection(context: AccountContext): Section {
  const { words, date } = context;
  const { apps } = words.account;
  return createSection(
    "apps",
    apps.title,
    async (section) => {
      const consents = await read<Consent[]>("oauth2/get-consents");
      const rows = await Promise.all(
        consents.map(async (consent) => {
          const name = await nameOf(consent.clientId);
          const withdraw = async (): Promise<void> => {
            if (!(await section.attempt(() => act("oauth2/delete-consent", { id: consent.id })))) return;
            await section.refresh();
            section.say(apps.withdrawn);
          };
          const line = row(
            name,
            apps.since(date(consent.createdAt)),
            rowButton(apps.withdraw, apps.withdrawOf(name), withdraw, words.sure),
          );
          line.append(scopeList(scopesOf(consent), words));
          return line;
        }),
      );
      return [element("p", { class: "hint" }, apps.lead), list(rows, words.none)];
    },
    context,
  );
}
