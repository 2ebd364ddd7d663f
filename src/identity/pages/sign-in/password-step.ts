import { element } from "../../../http/page/index.ts";
import { act } from "../ask.ts";
import type { SignInAnswer, WaysIn } from "../contract.ts";
import { follow } from "../destination.ts";
import { Failure } from "../failure.ts";
import { createForm, type Form } from "../form.ts";
import type { PageContext } from "../page.ts";
import { passkeysCanBeSuggested, passkeysWork, signInWithPasskey } from "../webauthn.ts";
import { finish, handedBack, type Visit } from "./finish.ts";
import { organisationSignIn } from "./organisation-sign-in.ts";
import { showSecondFactor } from "./second-factor-step.ts";

interface PasswordStep extends Visit {
  ways: WaysIn;
  /** The address's query: what an earlier page wants to be said here. */
  notice: URLSearchParams;
}

/**
 * Offers passkeys in the e-mail field's suggestions until the signal ends it. Nobody asked for them, so it is said only
 * when one was chosen and not accepted.
 */
async function suggestPasskeys(step: PasswordStep, form: Form, signal: AbortSignal): Promise<void> {
  if (!(await passkeysCanBeSuggested())) return;
  try {
    finish(await signInWithPasskey(step.oauth?.query, signal), step);
  } catch (error) {
    const refused = error instanceof Failure && [400, 401, 403].includes(error.status);
    if (!signal.aborted && refused && error.code !== "PASSKEY_CANCELLED") form.fail(error);
  }
}

function noticeOf(notice: URLSearchParams, { words }: PageContext): HTMLElement | null {
  if (notice.has("error"))
    return element("p", { class: "error", role: "alert" }, words.signIn.providerFailed);
  if (notice.has("made")) return element("p", { class: "notice", role: "status" }, words.signIn.made);
  if (notice.has("signed-out"))
    return element("p", { class: "notice", role: "status" }, words.signIn.signedOut);
  return null;
}

/** The first step: e-mail address and password, or a passkey, or somebody else's sign-in. */
export function showPasswordStep(step: PasswordStep, context: PageContext): void {
  const { signIn } = context.words;
  const suggestion = new AbortController();
  const form = createForm(
    {
      fields: [
        { name: "email", type: "email", label: signIn.email, autocomplete: "username webauthn" },
        { name: "password", type: "password", label: signIn.password, autocomplete: "current-password" },
      ],
      submit: signIn.submit,
      act: async ({ email, password }) => {
        const body = { email: email!.trim(), password, ...handedBack(step) };
        const answer = await act<SignInAnswer>("sign-in/email", body);
        suggestion.abort();
        if (answer.twoFactorRedirect) showSecondFactor(step, () => showPasswordStep(step, context), context);
        else finish(answer, step);
      },
    },
    context,
  );

  const passkey = element("button", { type: "button", class: "second" }, signIn.passkey);
  passkey.addEventListener("click", async () => {
    suggestion.abort();
    form.complain("");
    try {
      finish(await signInWithPasskey(step.oauth?.query), step);
    } catch (error) {
      form.fail(error);
    }
  });
  const providers = step.ways.providers.map(({ id, name }) => {
    const button = element("button", { type: "button", class: "second" }, signIn.provider(name));
    button.addEventListener("click", async () => {
      const back = { callbackURL: step.next, errorCallbackURL: location.pathname };
      try {
        const { url } = await act<SignInAnswer>("sign-in/social", {
          provider: id,
          ...back,
          ...handedBack(step),
        });
        if (url) follow(url);
      } catch (error) {
        form.fail(error);
      }
    });
    return button;
  });
  const others = [...(passkeysWork() ? [passkey] : []), ...providers];
  // The whole request goes along, so that a new account ends where the app waits.
  const signUp = element("a", { href: `/sign-up${location.search}` }, signIn.makeAccount);
  context.show(
    [
      element("h1", {}, signIn.heading),
      step.oauth?.goesTo ? element("p", { class: "lead" }, signIn.forApp(step.oauth.goesTo)) : null,
      noticeOf(step.notice, context),
      form.node,
      others.length === 0
        ? null
        : element("div", { class: "others wide" }, element("p", { class: "hint" }, signIn.or), ...others),
      organisationSignIn(step, step.notice.get("sso"), context),
      step.ways.signUp === "open" ? element("p", { class: "aside" }, signIn.noAccount, " ", signUp) : null,
    ],
    form.field("email").input,
  );
  void suggestPasskeys(step, form, suggestion.signal);
}
