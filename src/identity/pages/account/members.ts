import { element } from "../../../http/page/index.ts";
import { act, read } from "../ask.ts";
import type { Member } from "../contract.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";

/** Roles that a person can have; `service` is for keys and apps. */
export const PERSONAL_ROLES = ["owner", "admin", "member", "analyst"] as const;

/** A choice among the roles that people can have, by their names. */
export function roleChoice(
  id: string,
  chosen: string,
  label: string | null,
  { words }: AccountContext,
): HTMLSelectElement {
  return element(
    "select",
    { id, "aria-label": label ?? undefined },
    ...PERSONAL_ROLES.map((role) =>
      element("option", { value: role, selected: role === chosen }, words.roles[role]!),
    ),
  );
}

/** Who belongs to the organisation, and as what. Whether one may change that is the server's to say. */
export function membersSection(context: AccountContext, organizationId: string): Section {
  const { words, signedIn, organisation, date } = context;
  const { members } = words.account;
  const manages = organisation?.role === "owner" || organisation?.role === "admin";

  const memberRow = (member: Member, section: Section): HTMLLIElement => {
    const { user, id } = member;
    const facts = [user.email, members.since(date(member.createdAt))].join(", ");
    if (member.userId === signedIn.user.id)
      return row(
        user.name,
        facts,
        element("strong", { class: "badge" }, `${members.you}, ${words.roles[member.role] ?? member.role}`),
      );
    if (!manages)
      return row(
        user.name,
        facts,
        words.roles[member.role] ? element("span", {}, words.roles[member.role]!) : null,
      );
    const role = roleChoice(`role-${id}`, member.role, members.role(user.name), context);
    role.addEventListener("change", async () => {
      const done = await section.attempt(async () => {
        await act("organization/update-member-role", { memberId: id, role: role.value, organizationId });
      });
      if (done) section.say(members.changed);
      else role.value = member.role;
    });
    const remove = rowButton(
      members.remove,
      members.removeOf(user.name),
      async () => {
        const done = await section.attempt(() =>
          act("organization/remove-member", { memberIdOrEmail: id, organizationId }),
        );
        if (!done) return;
        await section.refresh();
        section.say(members.removed);
      },
      words.sure,
    );
    return row(user.name, facts, role, remove);
  };

  return createSection(
    "members",
    members.title,
    async (section) => {
      const answer = await read<{ members: Member[] }>("organization/list-members", { organizationId });
      return [
        list(
          answer.members.map((member) => memberRow(member, section)),
          words.none,
        ),
      ];
    },
    context,
  );
}
