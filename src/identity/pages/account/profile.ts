import { act } from "../ask.ts";
import { createForm } from "../form.ts";
import { type AccountContext, createSection, type Section } from "./section.ts";

/** The person's name. */
export function profileSection(context: AccountContext): Section {
  const { profile } = context.words.account;
  const { user } = context.signedIn;
  return createSection(
    "profile",
    profile.title,
    async (section) => [
      createForm(
        {
          label: profile.title,
          fields: [
            { name: "name", label: profile.name, autocomplete: "name", value: user.name, maxLength: 100 },
          ],
          submit: profile.save,
          act: async ({ name }) => {
            await act("update-user", { name: name!.trim() });
            section.say(profile.saved);
          },
        },
        context,
      ).node,
    ],
    context,
  );
}

/** The password. Changing it ends all other sessions. */
export function passwordSection(context: AccountContext): Section {
  const { password } = context.words.account;
  return createSection(
    "password",
    password.title,
    async (section) => [
      createForm(
        {
          label: password.title,
          username: context.signedIn.user.email,
          fields: [
            {
              name: "current",
              type: "password",
              label: password.current,
              autocomplete: "current-password",
            },
            {
              name: "next",
              type: "password",
              label: password.next,
              autocomplete: "new-password",
              hint: context.words.signUp.passwordHint,
              minLength: 12,
              maxLength: 128,
            },
          ],
          submit: password.save,
          faults: { INVALID_PASSWORD: "current", PASSWORD_TOO_SHORT: "next", PASSWORD_TOO_LONG: "next" },
          act: async ({ current, next }, form) => {
            await act("change-password", {
              currentPassword: current,
              newPassword: next,
              revokeOtherSessions: true,
            });
            form.reset();
            section.say(password.saved);
          },
        },
        context,
      ).node,
    ],
    context,
  );
}
