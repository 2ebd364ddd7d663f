import { element } from "../../../http/page/index.ts";
import { act } from "../ask.ts";
import type { SignInAnswer } from "../contract.ts";
import { follow } from "../destination.ts";
import { Failure } from "../failure.ts";
import { createForm } from "../form.ts";
import type { PageContext } from "../page.ts";
import { handedBack, type Visit } from "./finish.ts";

/**
 * Signing in with an organisation's own identity provider, which is found by the name that its owner gave it: on a link
 * of theirs (`?sso=NAME`) it is filled in.
 */
export function organisationSignIn(visit: Visit, name: string | null, context: PageContext): HTMLElement {
  const { organisationSignIn: words } = context.words;
  const { node } = createForm(
    {
      label: words.title,
      fields: [
        {
          name: "sso",
          label: words.name,
          autocomplete: "off",
          hint: words.hint,
          ...(name && { value: name }),
        },
      ],
      submit: words.submit,
      faults: { UNKNOWN_ORGANISATION: "sso" },
      act: async ({ sso }) => {
        const back = { callbackURL: visit.next, errorCallbackURL: location.pathname };
        const body = { providerId: sso!.trim(), ...back, ...handedBack(visit) };
        const { url } = await act<SignInAnswer>("sign-in/sso", body).catch((error: unknown) => {
          const unknown = error instanceof Failure && error.status === 404;
          throw unknown ? new Failure(404, { code: "UNKNOWN_ORGANISATION" }) : error;
        });
        if (url) follow(url);
      },
    },
    context,
  );
  return element(
    "details",
    { class: "aside", open: name !== null },
    element("summary", {}, words.title),
    node,
  );
}
