import { element } from "../../../http/page/index.ts";
import { act } from "../ask.ts";
import type { SignInAnswer } from "../contract.ts";
import { Failure } from "../failure.ts";
import { createForm } from "../form.ts";
import type { PageContext } from "../page.ts";
import { finish, handedBack, type Visit } from "./finish.ts";

/** The second step: the code of the authenticator app, or a recovery code. `startAgain` goes back to the first. */
export function showSecondFactor(
  visit: Visit,
  startAgain: () => void,
  context: PageContext,
  kind: "app" | "recovery" = "app",
): void {
  const { secondFactor } = context.words;
  const byApp = kind === "app";
  const form = createForm(
    {
      fields: [
        byApp
          ? { name: "code", label: secondFactor.code, autocomplete: "one-time-code", digits: true }
          : { name: "code", label: secondFactor.recoveryCode, autocomplete: "off" },
      ],
      submit: secondFactor.submit,
      faults: { INVALID_CODE: "code", INVALID_BACKUP_CODE: "code" },
      act: async (values) => {
        const code = values.code!.replaceAll(/\s/g, "");
        const path = byApp ? "two-factor/verify-totp" : "two-factor/verify-backup-code";
        try {
          finish(await act<SignInAnswer>(path, { code, ...handedBack(visit) }), visit);
        } catch (error) {
          // The step before has run out; only a new one helps.
          if (error instanceof Failure && error.code === "INVALID_TWO_FACTOR_COOKIE") again.hidden = false;
          throw error;
        }
      },
    },
    context,
  );
  const other = element(
    "button",
    { type: "button", class: "quiet" },
    byApp ? secondFactor.useRecovery : secondFactor.useApp,
  );
  other.addEventListener("click", () =>
    showSecondFactor(visit, startAgain, context, byApp ? "recovery" : "app"),
  );
  const again = element("button", { type: "button", class: "quiet", hidden: true }, secondFactor.startAgain);
  again.addEventListener("click", startAgain);
  context.show(
    [
      element("h1", {}, secondFactor.heading),
      element("p", { class: "lead" }, byApp ? secondFactor.lead : secondFactor.recoveryLead),
      form.node,
      element("p", { class: "aside acts" }, other, again),
    ],
    form.field("code").input,
  );
}
