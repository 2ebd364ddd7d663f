import { element } from "../../http/page/index.ts";
import { act, read } from "./ask.ts";
import type { InvitationToMe, SignedIn } from "./contract.ts";
import { signInPath } from "./destination.ts";
import { Failure } from "./failure.ts";
import { writeFailure } from "./form.ts";
import { type PageContext, startPage } from "./page.ts";

function showFault(sentence: string, context: PageContext, ...more: Node[]): void {
  context.show([
    element("h1", {}, context.words.titles.invitation),
    element("p", { class: "error", role: "alert" }, sentence),
    ...more,
  ]);
}

function showWaysIn(id: string, context: PageContext): void {
  const { invitation } = context.words;
  const signUp = `/sign-up?${new URLSearchParams({ invitation: id })}`;
  context.show([
    element("h1", {}, invitation.heading),
    element("p", { class: "lead" }, invitation.signInFirst),
    element(
      "p",
      { class: "acts" },
      element("a", { class: "button", href: signInPath() }, invitation.signIn),
      element("a", { class: "button second", href: signUp }, invitation.signUp),
    ),
  ]);
}

function showInvitation(id: string, given: InvitationToMe, context: PageContext): void {
  const { words } = context;
  const { invitation } = words;
  const alert = element("p", { class: "error", role: "alert" });
  const answer = async (path: string, then: () => void): Promise<void> => {
    try {
      await act(path, { invitationId: id });
      then();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      writeFailure(alert, error, words);
    }
  };
  const accept = element("button", { type: "button", id: "accept" }, invitation.accept);
  const reject = element("button", { type: "button", id: "reject", class: "second" }, invitation.reject);
  accept.addEventListener("click", () =>
    answer("organization/accept-invitation", () => location.assign("/account#organisation")),
  );
  reject.addEventListener("click", () =>
    answer("organization/reject-invitation", () =>
      context.show([
        element("h1", {}, words.titles.invitation),
        element("p", { role: "status" }, invitation.rejected),
      ]),
    ),
  );
  const role = words.roles[given.role] ?? given.role;
  context.show([
    element("h1", {}, invitation.heading),
    element("p", { class: "lead" }, invitation.sentence(given.inviterEmail, given.organizationName, role)),
    alert,
    element("p", { class: "acts" }, accept, reject),
  ]);
}

startPage("invitation", async (context) => {
  const { invitation } = context.words;
  const id = new URLSearchParams(location.search).get("id");
  if (!id) return showFault(invitation.missing, context);
  const signedIn = await read<SignedIn | null>("get-session");
  if (signedIn === null) return showWaysIn(id, context);
  try {
    showInvitation(id, await read<InvitationToMe>("organization/get-invitation", { id }), context);
  } catch (error) {
    if (!(error instanceof Failure) || ![400, 403, 404].includes(error.status)) throw error;
    const other = element("button", { type: "button", class: "second" }, invitation.other);
    other.addEventListener("click", async () => {
      await act("sign-out");
      location.reload();
    });
    showFault(invitation.gone, context, element("p", { class: "acts" }, other));
  }
});
