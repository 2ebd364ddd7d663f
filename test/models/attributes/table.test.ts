import { describe, expect, it } from "vitest";
import { INPUTS } from "../../../models/attributes/inputs.ts";
import { parseCsv, readTable } from "../../../models/attributes/table.ts";
import { syntheticTable } from "./synthetic-table.ts";

const [header, ...lines] = syntheticTable(3).trimEnd().split("\n") as [string, ...string[]];
const withLast = (cell: string) => lines[0]!.replace(/[^,]*$/, cell);

describe("parseCsv", () => {
  it("reads quotes, commas, line breaks and either line ending", () => {
    expect(parseCsv('a,"b, ""c""\nd"\r\n,e')).toEqual([
      ["a", 'b, "c"\nd'],
      ["", "e"],
    ]);
    expect(parseCsv("")).toEqual([]);
  });
});

describe("readTable", () => {
  it("reads inputs and targets by the header and ignores other columns", () => {
    const table = readTable([header, ...lines].join("\n"));
    expect(table.inputs.rows).toBe(3);
    expect(table.inputs.columns).toBe(INPUTS.length);
    expect(table.targets.columns).toBe(7);
    expect(table.inputs.data[0]).toBe(Number(lines[0]!.split(",")[2]));
  });

  it("leaves out and counts rows with an empty cell", () => {
    const table = readTable([header, withLast(""), ...lines].join("\n"));
    expect([table.inputs.rows, table.incomplete]).toEqual([3, 1]);
  });

  it.each([
    ["a share above 1", [header, withLast("1.01")], "line 2: valence cannot be"],
    ["a word", [header, lines[0]!, withLast("loud")], "line 3: valence cannot be"],
    ["no rows", [header], "no complete row"],
    ["nothing", [], "no column chroma_stft"],
    ["another header", [header.replace("zcr", "zero")], "no column zcr"],
  ])("refuses %s", (_, text, message) => {
    expect(() => readTable(text.join("\n"))).toThrow(message);
  });
});
