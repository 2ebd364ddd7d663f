import { element } from "../../../http/page/index.ts";
import { api } from "../ask.ts";
import type { UsageOfMeter, UsageReport } from "../contract.ts";
import { type AccountContext, createSection, list, row, type Section } from "./section.ts";

const METERS = ["requests", "analyses", "storage_bytes", "sockets"] as const;

/** An amount in the page's language; bytes in decimal units, as file managers show them. */
export function amountOf(meter: (typeof METERS)[number], value: number, language: string): string {
  if (meter !== "storage_bytes") return new Intl.NumberFormat(language).format(value);
  const step = value < 1e6 ? 1e3 : value < 1e9 ? 1e6 : 1e9;
  const unit = { 1e3: "kilobyte", 1e6: "megabyte", 1e9: "gigabyte" }[step];
  const format = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(value / step);
}

/** What the organisation used of its plan. */
export function usageSection(context: AccountContext): Section {
  const { words, language, date } = context;
  const { usage } = words.account;

  const meterRow = (
    meter: (typeof METERS)[number],
    { used, limit, resets_at }: UsageOfMeter,
  ): HTMLLIElement => {
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
