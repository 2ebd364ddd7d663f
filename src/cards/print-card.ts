import type { AccuracyCard } from "./contract.ts";

type Score = AccuracyCard["scores"][number];

const cell = (text: string) => text.replaceAll("|", "\\|");
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
const table = (head: readonly string[], rows: readonly string[][]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

function compared(other: Score["baseline"]): string {
  if (!other) return "";
  return `${other.name}${other.version === undefined ? "" : ` ${other.version}`}: ${other.value}`;
}

function scoreRow({ figure, metric, value, interval, count, set, split, baseline, peer, note }: Score) {
  const range = interval ? ` (${interval.low} to ${interval.high}, ${100 * interval.share} %)` : "";
  const on = `${set}; ${count} items; ${split}${note === undefined ? "" : `. ${note}`}`;
  return [
    figure,
    metric,
    `${value}${range}`,
    [compared(baseline), compared(peer)].filter(Boolean).join(", "),
    on,
  ];
}

function source({ title, authors, year, url }: AccuracyCard["method"]["sources"][number]): string {
  const name = url === undefined ? title : `[${title}](${url})`;
  return `- ${[authors, name, year].filter((part) => part !== undefined).join(", ")}`;
}

/** A card for people, as Markdown. */
export function printCard(card: AccuracyCard): string {
  const { method, data, scores, robustness, limits } = card;
  const parts = [
    `# ${card.title}: how right it is\n\n${card.summary} Card \`${card.name}\`, ${card.kind}, version \`${card.version}\`.`,
    `## What it speaks for\n\n${table(
      ["figure", "where", "unit", "range"],
      card.figures.map(({ name, at, unit = "", range }) => [
        name,
        `\`${at}\``,
        unit,
        range?.join(" to ") ?? "",
      ]),
    )}`,
    `## How good it is\n\n${table(["figure", "score", "ours", "beside", "measured on"], scores.map(scoreRow))}`,
    `${card.splits}\n\nMeasured again by ${[...new Set(scores.map(({ command }) => `\`${command}\``))].join(", ")}.`,
    `## What the confidence means\n\n${card.confidence}`,
    `## How it is computed\n\n${method.text} Code: \`${method.code}\`.`,
    method.sources.map(source).join("\n"),
    `## Data\n\n${
      data.length === 0
        ? "None."
        : table(
            ["set", "used for", "licence", "commercial use", "size"],
            data.map(({ name, used_for, licence, commercial_use, count, unit, note }) => [
              note === undefined ? name : `${name}. ${note}`,
              used_for.join(", "),
              licence,
              commercial_use,
              `${count} ${unit}`,
            ]),
          )
    }`,
    `## When the recording changes\n\n${robustness.text}`,
    robustness.moves.length === 0
      ? ""
      : table(
          ["figure", "change", "measure", "value", "measured on"],
          robustness.moves.map(({ figure, change, metric, value, count, set }) => [
            figure,
            change,
            metric,
            String(value),
            `${set}; ${count} items`,
          ]),
        ),
    `## What it cannot do\n\n${limits.map((limit) => `- ${limit}`).join("\n")}`,
    card.notes ?? "",
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}
