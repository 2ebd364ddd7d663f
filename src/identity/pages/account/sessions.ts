import { element } from "../../../http/page/index.ts";
import { act, read } from "../ask.ts";
import type { SessionRow } from "../contract.ts";
import { browserName } from "./browser-name.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";

/** Where the person is signed in, with a way to end each session. */
export function sessionsSection(context: AccountContext): Section {
  const { words, signedIn, date } = context;
  const { sessions } = words.account;
  const nameOf = ({ userAgent }: SessionRow): string => {
    const { browser, system } = browserName(userAgent ?? "");
    if (browser !== null && system !== null) return sessions.on(browser, system);
    return browser ?? system ?? sessions.unknown;
  };
  return createSection(
    "sessions",
    sessions.title,
    async (section) => {
      const all = await read<SessionRow[]>("list-sessions");
      const rows = all
        .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
        .map((session) => {
          const name = nameOf(session);
          const here = session.id === signedIn.session.id;
          const end = async (): Promise<void> => {
            const done = await section.attempt(() => act("revoke-session", { token: session.token }));
            if (!done) return;
            await section.refresh();
            section.say(sessions.ended);
          };
          return row(
            name,
            sessions.since(date(session.createdAt), session.ipAddress ?? ""),
            here
              ? element("strong", { class: "badge" }, sessions.here)
              : rowButton(sessions.end, sessions.endOf(name), end),
          );
        });
      const endOthers = rowButton(
        sessions.endOthers,
        sessions.endOthers,
        async () => {
          if (!(await section.attempt(() => act("revoke-other-sessions")))) return;
          await section.refresh();
          section.say(sessions.othersEnded);
        },
        words.sure,
      );
      return [
        element("p", { class: "hint" }, sessions.lead),
        list(rows, words.none),
        all.length > 1 ? element("p", { class: "acts" }, endOthers) : null,
      ];
    },
    context,
  );
}
