import { read } from "./ask.ts";
import type { SignedIn, WaysIn } from "./contract.ts";
import { ownPath } from "./destination.ts";
import { readOAuthRequest } from "./oauth-request.ts";
import { startPage } from "./page.ts";
import { showPasswordStep } from "./sign-in/password-step.ts";
import { showStepUp } from "./sign-in/step-up.ts";

startPage("sign-in", async (context) => {
  const query = new URLSearchParams(location.search);
  const oauth = readOAuthRequest(location.search);
  const next = ownPath(query.get("return"), location.origin, "/account");
  const [signedIn, ways] = await Promise.all([read<SignedIn | null>("get-session"), read<WaysIn>("ways-in")]);
  if (signedIn && query.get("reason") === "step-up") return showStepUp(signedIn, next, context);
  // With an app's request this page is shown to those signed in too: it was identity that sent them here.
  if (signedIn && oauth === null) return location.replace(next);
  showPasswordStep({ oauth, next, ways, notice: query }, context);
});
