import { copyButton, element } from "../../../http/page/index.ts";
import type { Role } from "../contract.ts";
import type { Api } from "../request.ts";
import { words } from "../words.ts";
import { createPanel } from "./panel.ts";

const { invite: said } = words;
const ROLES: readonly Role[] = ["editor", "commenter", "viewer"];
const FRAGMENT = "invite";

/** What a link of ours carries behind the hash, where it never reaches a server's log. */
export function invitationIn(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get(FRAGMENT);
}

/** The form that makes an invitation link, for owners of the room. */
export function createInvite(
  api: Api,
  roomId: string,
  role: () => Role | null,
  announce: (sentence: string) => void,
) {
  const panel = createPanel("invite", said.heading);
  const choice = element(
    "select",
    { id: "invite-role" },
    ...ROLES.map((one) => element("option", { value: one }, words.role[one])),
  );
  const link = element("input", { id: "invite-link", readonly: true });
  const made = element(
    "div",
    { class: "made", hidden: true },
    element("label", { for: link.id }, said.link),
    link,
    copyButton(said.copy, () => link.value, announce),
  );
  const form = element(
    "form",
    {},
    element("label", { for: choice.id }, said.role),
    choice,
    element("button", { type: "submit" }, said.make),
  );
  const mayNot = element("p", { class: "hint" }, said.mayNot);
  panel.body.append(form, made, mayNot);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void panel.attempt(async () => {
      const { token } = await api.ask<{ token: string }>("POST", `rooms/${roomId}/invitations`, {
        role: choice.value,
      });
      link.value = `${location.origin}/rooms/${roomId}#${new URLSearchParams({ [FRAGMENT]: token })}`;
      made.hidden = false;
      panel.say(said.made);
      link.focus();
      link.select();
    });
  });
  return {
    node: panel.node,
    refresh: () => {
      form.hidden = role() !== "owner";
      mayNot.hidden = role() === "owner";
    },
  };
}
