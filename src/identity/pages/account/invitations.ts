import { element } from "../../../http/page/index.ts";
import { act, read } from "../ask.ts";
import type { Invitation } from "../contract.ts";
import { createForm } from "../form.ts";
import { toCopy } from "./copy-text.ts";
import { roleChoice } from "./members.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";

/** The link that an invited person follows; there is no mail yet, so people send it themselves. */
const linkOf = (id: string): string => `${location.origin}/invitation?${new URLSearchParams({ id })}`;

/** Invitations into the organisation: make one, copy its link, cancel it. */
export function invitationsSection(context: AccountContext, organizationId: string): Section {
  const { words, date } = context;
  const { invitations } = words.account;
  let made: HTMLElement | null = null;

  const openRow = (invitation: Invitation, section: Section): HTMLLIElement => {
    const { id, email } = invitation;
    const role = words.roles[invitation.role] ?? invitation.role;
    const cancel = async (): Promise<void> => {
      if (!(await section.attempt(() => act("organization/cancel-invitation", { invitationId: id })))) return;
      made = null;
      await section.refresh();
      section.say(invitations.cancelled);
    };
    return row(
      email,
      invitations.until(role, date(invitation.expiresAt)),
      rowButton(invitations.cancel, invitations.cancelOf(email), cancel, words.sure),
    );
  };

  return createSection(
    "invitations",
    invitations.title,
    async (section) => {
      const all = await read<Invitation[]>("organization/list-invitations", { organizationId });
      const open = all.filter(({ status }) => status === "pending");
      const role = roleChoice("invitation-role", "member", null, context);
      const form = createForm(
        {
          label: invitations.title,
          fields: [{ name: "email", type: "email", label: invitations.email, autocomplete: "off" }],
          extra: [
            element("div", { class: "labelled" }, element("label", { for: role.id }, invitations.role), role),
          ],
          submit: invitations.send,
          faults: {
            USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION: "email",
            USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION: "email",
          },
          act: async ({ email }) => {
            const body = { email: email!.trim(), role: role.value, organizationId };
            const { id } = await act<Invitation>("organization/invite-member", body);
            made = element("div", { class: "sheet" }, toCopy(invitations.link, linkOf(id), context));
            await section.refresh();
            section.say(invitations.made);
          },
        },
        context,
      );
      return [
        made,
        form.node,
        open.length === 0 ? null : element("h3", {}, invitations.open),
        open.length === 0
          ? null
          : list(
              open.map((invitation) => openRow(invitation, section)),
              words.none,
            ),
      ];
    },
    context,
  );
}
