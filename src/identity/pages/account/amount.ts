/** What is counted, in the order in which it is shown. */
export const METERS = ["requests", "analyses", "storage_bytes", "sockets"] as const;

export type MeterName = (typeof METERS)[number];

/** An amount in the page's language; bytes in decimal units, as file managers show them. */
export function amountOf(meter: MeterName, value: number, language: string): string {
  if (meter !== "storage_bytes") return new Intl.NumberFormat(language).format(value);
  const step = value < 1e6 ? 1e3 : value < 1e9 ? 1e6 : 1e9;
  const unit = { 1e3: "kilobyte", 1e6: "megabyte", 1e9: "gigabyte" }[step];
  const format = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(value / step);
}
