import { element } from "../../http/page/index.ts";
import { act, read } from "./ask.ts";
import type { WaysIn } from "./contract.ts";
import { createForm } from "./form.ts";
import { startPage } from "./page.ts";

/** What the server asks for; said here before it is sent. */
const SHORTEST_PASSWORD = 12;

startPage("sign-up", async (context) => {
  const { words } = context;
  const { signUp, signIn } = words;
  const query = new URLSearchParams(location.search);
  const invitation = query.get("invitation");
  const ways = await read<WaysIn>("ways-in");

  /** Where to sign in afterwards: back to the invitation, or on with what brought the person here. */
  const signInAfter = (made: boolean): string => {
    const on = new URLSearchParams(query);
    on.delete("invitation");
    if (invitation !== null) on.set("return", `/invitation?${new URLSearchParams({ id: invitation })}`);
    if (made) on.set("made", "");
    return `/sign-in?${on}`;
  };
  const form = createForm(
    {
      fields: [
        { name: "name", label: signUp.name, autocomplete: "name", hint: signUp.nameHint, maxLength: 100 },
        { name: "email", type: "email", label: signIn.email, autocomplete: "username" },
        {
          name: "password",
          type: "password",
          label: signUp.password,
          autocomplete: "new-password",
          hint: signUp.passwordHint,
          minLength: SHORTEST_PASSWORD,
          maxLength: 128,
        },
      ],
      submit: signUp.submit,
      faults: {
        INVALID_EMAIL: "email",
        INVITATION_REQUIRED: "email",
        PASSWORD_TOO_SHORT: "password",
        PASSWORD_TOO_LONG: "password",
      },
      act: async ({ name, email, password }) => {
        await act("sign-up/email", {
          name: name!.trim(),
          email: email!.trim(),
          password,
          ...(invitation !== null && { invitationId: invitation }),
        });
        // The answer is the same for an address that is taken, so only signing in shows whose it is.
        location.assign(signInAfter(true));
      },
    },
    context,
  );
  context.show(
    [
      element("h1", {}, signUp.heading),
      ways.signUp === "invited" ? element("p", { class: "lead" }, signUp.invitedOnly) : null,
      form.node,
      element(
        "p",
        { class: "aside" },
        signUp.haveOne,
        " ",
        element("a", { href: signInAfter(false) }, signUp.signIn),
      ),
    ],
    form.field("name").input,
  );
});
