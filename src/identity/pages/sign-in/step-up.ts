import { element } from "../../../http/page/index.ts";
import { act } from "../ask.ts";
import type { SignedIn } from "../contract.ts";
import { createForm } from "../form.ts";
import type { PageContext } from "../page.ts";
import { passkeysWork, signInWithPasskey } from "../webauthn.ts";

/** Asks somebody who is signed in to show again who they are, and goes on to `next`, a path of this site. */
export function showStepUp({ user }: SignedIn, next: string, context: PageContext): void {
  const { stepUp, signIn } = context.words;
  const form = createForm(
    {
      username: user.email,
      fields: [
        { name: "password", type: "password", label: signIn.password, autocomplete: "current-password" },
        ...(user.twoFactorEnabled
          ? [{ name: "code", label: stepUp.code, autocomplete: "one-time-code", digits: true }]
          : []),
      ],
      submit: stepUp.submit,
      faults: { INVALID_PASSWORD: "password", INVALID_CODE: "code", CODE_REQUIRED: "code" },
      act: async ({ password, code }) => {
        await act("step-up/password", {
          password,
          ...(code !== undefined && { code: code.replaceAll(" ", "") }),
        });
        location.assign(next);
      },
    },
    context,
  );
  const passkey = element("button", { type: "button", class: "second" }, stepUp.passkey);
  passkey.addEventListener("click", async () => {
    form.complain("");
    try {
      await signInWithPasskey(undefined);
      location.assign(next);
    } catch (error) {
      form.fail(error);
    }
  });
  context.show(
    [
      element("h1", {}, stepUp.heading),
      element("p", { class: "lead" }, stepUp.lead),
      element("p", { class: "hint" }, stepUp.as(user.email)),
      form.node,
      passkeysWork()
        ? element("div", { class: "others wide" }, element("p", { class: "hint" }, signIn.or), passkey)
        : null,
    ],
    form.field("password").input,
  );
}
