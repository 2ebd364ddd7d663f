import { element } from "../../../http/page/index.ts";
import { ACTIONS, grantOf, ROLES, type Role } from "../../../policy/index.ts";
import { api } from "../ask.ts";
import type { ElevationRow, Page } from "../contract.ts";
import { createForm } from "../form.ts";
import { type AccountContext, createSection, list, row, rowButton, type Section } from "./section.ts";
import { tickBoxes } from "./tick-boxes.ts";

const isRole = (role: string | undefined): role is Role => ROLES.some((known) => known === role);

/** Elevations: those that run, and a form to ask for what the policy opens to one's role in that way. */
export function elevationsSection(context: AccountContext): Section {
  const { words, organisation, date } = context;
  const { elevations, actions } = words.account;
  const role = organisation?.role;
  const open = isRole(role) ? ACTIONS.filter((action) => grantOf({ role }, action) === "elevate") : [];

  const runningRow = (elevation: ElevationRow, section: Section): HTMLLIElement => {
    const end = async (): Promise<void> => {
      if (!(await section.attempt(() => api("DELETE", `elevations/${elevation.id}`)))) return;
      await section.refresh();
      section.say(elevations.ended);
    };
    return row(
      elevation.actions.map((action) => actions[action] ?? action).join(", "),
      `${elevation.reason}, ${elevations.until(date(elevation.expires_at))}`,
      rowButton(elevations.end, elevations.endOf(elevation.reason), end),
    );
  };

  const askForm = (section: Section): HTMLElement => {
    const wanted = tickBoxes(
      elevations.actions,
      open.map((value) => ({ value, label: actions[value] ?? value })),
      elevations.noAction,
    );
    return createForm(
      {
        label: elevations.ask,
        fields: [
          {
            name: "reason",
            label: elevations.reason,
            autocomplete: "off",
            hint: elevations.reasonHint,
            minLength: 10,
            maxLength: 500,
          },
          { name: "minutes", label: elevations.minutes, autocomplete: "off", type: "number", value: "15" },
        ],
        extra: [wanted.node],
        submit: elevations.ask,
        act: async ({ reason, minutes }) => {
          const ticked = wanted.ticked();
          if (ticked === null) return;
          const body = { actions: ticked, reason: reason!.trim(), minutes: Number(minutes) };
          await api("POST", "elevations", body);
          await section.refresh();
          section.say(elevations.asked);
        },
      },
      context,
    ).node;
  };

  return createSection(
    "elevations",
    elevations.title,
    async (section) => {
      const { items } = await api<Page<ElevationRow>>("GET", "elevations?limit=50");
      const running = items.filter((elevation) => elevation.running);
      return [
        element("p", { class: "hint" }, elevations.lead),
        running.length === 0
          ? null
          : list(
              running.map((elevation) => runningRow(elevation, section)),
              words.none,
            ),
        open.length === 0 ? element("p", { class: "hint" }, elevations.nothing) : askForm(section),
      ];
    },
    context,
  );
}
