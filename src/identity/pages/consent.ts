import { element } from "../../http/page/index.ts";
import { act, read } from "./ask.ts";
import type { Organisation, PublicClient, SignInAnswer } from "./contract.ts";
import { follow } from "./destination.ts";
import { Failure } from "./failure.ts";
import { writeFailure } from "./form.ts";
import { type OAuthRequest, readOAuthRequest } from "./oauth-request.ts";
import { type PageContext, startPage } from "./page.ts";
import { scopeList } from "./scope-list.ts";
import { requireSignedIn } from "./signed-in.ts";

/** The organisation that the app will reach: chosen here by those who have several. */
function organisationChoice(all: Organisation[], active: string, { words }: PageContext): HTMLElement | null {
  const { consent } = words;
  const current = all.find(({ id }) => id === active);
  if (current === undefined) return null;
  if (all.length === 1) return element("p", {}, consent.tenant, " ", element("strong", {}, current.name));
  const select = element(
    "select",
    { id: "organisation", "aria-describedby": "organisation-hint" },
    ...all.map(({ id, name }) => element("option", { value: id, selected: id === active }, name)),
  );
  return element(
    "div",
    { class: "labelled" },
    element("label", { for: "organisation" }, consent.tenant),
    select,
    element("p", { id: "organisation-hint", class: "hint" }, consent.tenantHint),
  );
}

/** Links that the app gave of itself; only such as open in a browser, and they tell nothing of where one comes from. */
function appLinks(client: PublicClient, { words: { consent } }: PageContext): HTMLElement | null {
  const links = [
    [client.client_uri, consent.site],
    [client.policy_uri, consent.policy],
    [client.tos_uri, consent.terms],
  ].flatMap(([href, label]) =>
    /^https?:\/\//.test(href ?? "")
      ? [element("a", { href: href!, rel: "noreferrer noopener", target: "_blank" }, label!)]
      : [],
  );
  return links.length === 0 ? null : element("p", { class: "hint links" }, ...links);
}

function decisions(
  oauth: OAuthRequest,
  organisation: () => string | null,
  context: PageContext,
): HTMLElement {
  const { consent } = context.words;
  const alert = element("p", { class: "error", role: "alert" });
  let busy = false;
  const decide = async (accept: boolean): Promise<void> => {
    if (busy) return;
    busy = true;
    alert.replaceChildren();
    try {
      const chosen = organisation();
      if (accept && chosen !== null) await act("organization/set-active", { organizationId: chosen });
      const { url } = await act<SignInAnswer>("oauth2/consent", { accept, oauth_query: oauth.query });
      if (url) follow(url);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      writeFailure(alert, error, context.words);
    } finally {
      busy = false;
    }
  };
  const allow = element("button", { type: "button", id: "allow" }, consent.allow);
  const refuse = element("button", { type: "button", id: "refuse", class: "second" }, consent.refuse);
  allow.addEventListener("click", () => decide(true));
  refuse.addEventListener("click", () => decide(false));
  return element("div", { class: "decisions wide" }, alert, element("p", { class: "acts" }, allow, refuse));
}

/** The names of errors (RFC 6749, 4.1.2.1, and better-auth's own); anything else in an address may be anybody's words. */
const ERROR_NAME = /^[a-z_]{1,60}$/i;
/** What an app does wrong. Of the others another provider, or the time that it took, is to blame. */
const OF_AN_APP = /^(invalid|unsupported|unauthorized|unmet)_|^access_denied$/;

/** What identity shows where there is no app, or none to be trusted, that could be told of an error. */
function showWhatFailed({ words, show }: PageContext): void {
  const error = new URLSearchParams(location.search).get("error");
  const isOther = error !== null && !OF_AN_APP.test(error);
  show([
    element("h1", {}, isOther ? words.titles["sign-in"] : words.titles.consent),
    element(
      "p",
      { class: "error", role: "alert" },
      isOther ? words.signIn.providerFailed : words.consent.broken,
    ),
    error !== null && ERROR_NAME.test(error)
      ? element("p", { class: "hint" }, element("code", {}, error))
      : null,
    isOther ? element("p", {}, element("a", { href: "/sign-in" }, words.signIn.heading)) : null,
  ]);
}

startPage("consent", async (context) => {
  const { words } = context;
  const { consent } = words;
  const oauth = readOAuthRequest(location.search);
  if (oauth === null) return showWhatFailed(context);
  const signedIn = await requireSignedIn();
  if (signedIn === null) return;
  const [client, organisations] = await Promise.all([
    read<PublicClient>("oauth2/public-client", { client_id: oauth.clientId }),
    read<Organisation[]>("organization/list"),
  ]);
  const active = signedIn.session.activeOrganizationId ?? organisations[0]?.id ?? "";
  const choice = organisationChoice(organisations, active, context);
  const select = choice?.querySelector("select") ?? null;
  const name = client.client_name?.trim() || consent.unnamed;
  const host = oauth.local ? consent.local : (oauth.goesTo ?? "");
  context.show([
    element("h1", {}, consent.heading(name)),
    element("p", { class: "lead" }, consent.where(host)),
    // There is no list of checked apps, so this is true of each.
    element("p", { class: "warning", role: "note" }, consent.unverified(host)),
    element("h2", {}, consent.may),
    scopeList(oauth.scopes, words),
    choice,
    element("p", { class: "hint" }, consent.as(signedIn.user.email)),
    decisions(oauth, () => (select && select.value !== active ? select.value : null), context),
    element("p", { class: "hint" }, consent.later),
    appLinks(client, context),
  ]);
});
