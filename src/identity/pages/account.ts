import { element } from "../../http/page/index.ts";
import { appsSection } from "./account/apps.ts";
import { auditSection } from "./account/audit.ts";
import { elevationsSection } from "./account/elevations.ts";
import { invitationsSection } from "./account/invitations.ts";
import { keysSection } from "./account/keys.ts";
import { membersSection } from "./account/members.ts";
import { organisationsSection } from "./account/organisations.ts";
import { passkeysSection } from "./account/passkeys.ts";
import { passwordSection, profileSection } from "./account/profile.ts";
import type { AccountContext, Section } from "./account/section.ts";
import { sessionsSection } from "./account/sessions.ts";
import { teamsSection } from "./account/teams.ts";
import { totpSection } from "./account/totp.ts";
import { usageSection } from "./account/usage.ts";
import { act, read } from "./ask.ts";
import type { Organisation, SignedIn } from "./contract.ts";
import { type PageContext, startPage } from "./page.ts";
import { requireSignedIn } from "./signed-in.ts";
import type { Words } from "./words/en.ts";

type Part = keyof Words["account"]["part"];

/** The page's parts, each with its sections; a part is read when it is first looked at. */
function sectionsOf(part: Part, context: AccountContext): Section[] {
  const { organisation } = context;
  switch (part) {
    case "you":
      return [profileSection(context), passwordSection(context)];
    case "security":
      return [totpSection(context), passkeysSection(context), sessionsSection(context)];
    case "organisation":
      if (organisation === null) return [organisationsSection(context)];
      return [
        organisationsSection(context),
        membersSection(context, organisation.id),
        ...(organisation.role === "owner" || organisation.role === "admin"
          ? [invitationsSection(context, organisation.id)]
          : []),
        teamsSection(context, organisation.id),
      ];
    case "access":
      return [appsSection(context), ...(organisation === null ? [] : [keysSection(context)])];
    case "rights":
      return organisation === null ? [] : [elevationsSection(context)];
    case "activity":
      return organisation === null ? [] : [usageSection(context), auditSection(context)];
  }
}

/** The organisation that the session is in, with the person's role there. */
async function currentOrganisation({ session }: SignedIn): Promise<AccountContext["organisation"]> {
  if (!session.activeOrganizationId) return null;
  const [all, { role }] = await Promise.all([
    read<Organisation[]>("organization/list"),
    read<{ role: string }>("organization/get-active-member"),
  ]);
  const active = all.find(({ id }) => id === session.activeOrganizationId);
  return active === undefined ? null : { ...active, role };
}

function dates(language: string): AccountContext["date"] {
  // The browser's own kind of the language: dates differ between en-GB and en-US.
  const own = navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;
  const format = new Intl.DateTimeFormat(own, { dateStyle: "medium", timeStyle: "short" });
  return (iso) => (iso && !Number.isNaN(Date.parse(iso)) ? format.format(new Date(iso)) : "");
}

function top(context: AccountContext, parts: Part[]): { nodes: HTMLElement[]; mark: (part: Part) => void } {
  const { account } = context.words;
  const out = element("button", { type: "button", class: "quiet", id: "sign-out" }, account.signOut);
  out.addEventListener("click", async () => {
    await act("sign-out");
    location.assign("/sign-in?signed-out");
  });
  const links = parts.map((part) => element("a", { href: `#${part}` }, account.part[part]));
  return {
    nodes: [
      element("h1", {}, account.heading),
      element("p", { class: "who" }, account.signedInAs(context.signedIn.user.email), " ", out),
      element("nav", { class: "parts", "aria-label": account.parts }, ...links),
    ],
    mark: (current) => {
      for (const [at, link] of links.entries()) {
        if (parts[at] === current) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    },
  };
}

async function accountOf(signedIn: SignedIn, page: PageContext): Promise<void> {
  const organisation = await currentOrganisation(signedIn);
  const context: AccountContext = { ...page, signedIn, organisation, date: dates(page.language) };
  const parts = Object.keys(page.words.account.part) as Part[];
  const shown = element("div", { class: "sections" });
  const { nodes, mark } = top(context, parts);
  const open = (): void => {
    const part = parts.find((name) => name === location.hash.slice(1)) ?? "you";
    const sections = sectionsOf(part, context);
    mark(part);
    shown.replaceChildren(...sections.map(({ node }) => node));
    for (const section of sections) void section.refresh();
  };
  addEventListener("hashchange", open);
  page.show([...nodes, shown]);
  open();
}

startPage("account", async (page) => {
  const signedIn = await requireSignedIn();
  if (signedIn !== null) await accountOf(signedIn, page);
});
