import { element } from "../../../http/page/index.ts";
import { api } from "../ask.ts";
import type { UsageOfMeter, UsageReport } from "../contract.ts";
import { amountOf, METERS, type MeterName } from "./amount.ts";
import { type AccountContext, createSection, list, row, type Section } from "./section.ts";

/** What the organisation used of its plan. */
export function usageSection(context: AccountContext): Section {
  const { words, language, date } = context;
  const { usage } = words.account;

  const meterRow = (meter: MeterName, { used, limit, resets_at }: UsageOfMeter): HTMLLIElement => {
    const [spent, most] = [used, limit ?? 0].map((value) => amountOf(meter, value, language));
    const facts = [
      limit === null ? usage.unlimited(spent!) : usage.of(spent!, most!),
      ...(resets_at === null ? [] : [usage.resets(date(resets_at))]),
    ].join(", ");
    const line = row(usage.kinds[meter], facts);
    if (limit !== null)
      line.append(
        element("meter", {
          min: 0,
          max: limit,
          value: Math.min(used, limit),
          "aria-label": usage.kinds[meter],
        }),
      );
    return line;
  };

  return createSection(
    "usage",
    usage.title,
    async () => {
      const report = await api<UsageReport>("GET", "usage");
      return [
        element("p", { class: "hint" }, usage.plan(report.plan)),
        list(
          METERS.map((meter) => meterRow(meter, report[meter])),
          words.none,
        ),
      ];
    },
    context,
  );
}
