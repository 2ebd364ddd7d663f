import { element } from "../../../http/page/index.ts";
import { act, read } from "../ask.ts";
import type { PasskeyRow } from "../contract.ts";
import { createForm } from "../form.ts";
import { addPasskey, passkeysWork } from "../webauthn.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";

/** Passkeys: add, rename, remove. */
export function passkeysSection(context: AccountContext): Section {
  const { words, date } = context;
  const { passkeys } = words.account;
  const change = async (section: Section, task: () => Promise<void>, sentence: string): Promise<void> => {
    if (!(await section.attempt(task))) return;
    await section.refresh();
    section.say(sentence);
  };

  const passkeyRow = (passkey: PasskeyRow, section: Section): HTMLLIElement => {
    const { id } = passkey;
    const name = passkey.name || passkeys.unnamed;
    const rename = rowButton(passkeys.rename, passkeys.renameOf(name), async () => {
      const form = createForm(
        {
          label: passkeys.renameOf(name),
          fields: [
            { name: "name", label: passkeys.newName, autocomplete: "off", value: name, maxLength: 100 },
          ],
          submit: passkeys.rename,
          act: (values) =>
            change(
              section,
              () => act("passkey/update-passkey", { id, name: values.name!.trim() }),
              passkeys.renamed,
            ),
        },
        context,
      );
      line.append(form.node);
      rename.remove();
      form.field("name").input.focus();
    });
    const remove = rowButton(
      passkeys.remove,
      passkeys.removeOf(name),
      () => change(section, () => act("passkey/delete-passkey", { id }), passkeys.removed),
      words.sure,
    );
    const line = row(name, passkeys.made(date(passkey.createdAt)), rename, remove);
    return line;
  };

  return createSection(
    "passkeys",
    passkeys.title,
    async (section) => {
      const all = await read<PasskeyRow[]>("passkey/list-user-passkeys");
      const add = createForm(
        {
          label: passkeys.add,
          fields: [
            {
              name: "name",
              label: passkeys.name,
              autocomplete: "off",
              hint: passkeys.nameHint,
              maxLength: 100,
            },
          ],
          submit: passkeys.add,
          act: async ({ name }) => {
            await addPasskey(name!.trim());
            await section.refresh();
            section.say(passkeys.added);
          },
        },
        context,
      );
      return [
        element("p", { class: "hint" }, passkeys.lead),
        list(
          all.map((passkey) => passkeyRow(passkey, section)),
          words.none,
        ),
        passkeysWork() ? add.node : element("p", { class: "hint" }, passkeys.unsupported),
      ];
    },
    context,
  );
}
