import { element } from "../../../http/page/index.ts";
import { api } from "../ask.ts";
import type { AuditRow, Page } from "../contract.ts";
import { type AccountContext, createSection, list, row, type Section } from "./section.ts";

/** Without a place to start from, the trail begins with its first event. */
const LATEST = `audit?limit=20&before=${Number.MAX_SAFE_INTEGER}`;

/** The latest events of the organisation's audit trail, for those who may read it. */
export function auditSection(context: AccountContext): Section {
  const { words, signedIn, date } = context;
  const { audit } = words.account;
  const you = `user:${signedIn.user.id}`;
  return createSection(
    "audit",
    audit.title,
    async () => {
      const { items } = await api<Page<AuditRow>>("GET", LATEST);
      const rows = items.map(({ action, outcome, actor, at }) =>
        row(
          audit.acts[action] ?? action,
          `${date(at)}, ${audit.by(actor === you ? audit.you : actor)}`,
          outcome === "refused" ? element("strong", { class: "badge" }, audit.refused) : null,
        ),
      );
      return [element("p", { class: "hint" }, audit.lead), list(rows, words.none)];
    },
    context,
  );
}
