/** What stands in a cell: words to the left, figures to the right. */
export type Cell = string | { figure: string };

const GAP = "  ";

/** A figure with a fixed number of digits after the point, or a dash where there is none. */
export function figure(value: number | null | undefined, digits = 0, unit = ""): Cell {
  return { figure: value === null || value === undefined ? "–" : `${value.toFixed(digits)}${unit}` };
}

/**
 * A table as lines of text: a title, a row of heads, the rows below it. A column is set to the right when its first
 * row holds a figure there.
 */
export function formatTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === "string" ? cell : cell.figure)));
  const columns = heads.map((head, index) => ({
    width: Math.max(head.length, ...texts.map((row) => row[index]?.length ?? 0)),
    right: typeof rows[0]?.[index] === "object",
  }));
  const line = (cells: readonly string[]) =>
    columns
      .map(({ width, right }, index) =>
        right ? (cells[index] ?? "").padStart(width) : (cells[index] ?? "").padEnd(width),
      )
      .join(GAP)
      .trimEnd();
  const rule = columns.map(({ width }) => "─".repeat(width)).join(GAP);
  return [title, "", line(heads), rule, ...texts.map(line)].join("\n");
}
