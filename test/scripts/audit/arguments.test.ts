import { describe, expect, it } from "vitest";
import { readArguments, UsageError } from "../../../scripts/audit/arguments.ts";
import { TENANT } from "./trail.ts";

const context = { folder: "/home/ana", environment: { DESCANT_KEY: "dsc_key" } };
const read = (...args: string[]) => readArguments(args, context);
const hash = "0f".repeat(32);

describe("the command line of audit:verify", () => {
  it("takes a file from where the command was given", () => {
    expect(read("trail.jsonl", "--save", "copy.jsonl", "--tenant", TENANT)).toEqual({
      source: { file: "/home/ana/trail.jsonl" },
      tenantId: TENANT,
      head: undefined,
      save: "/home/ana/copy.jsonl",
    });
  });

  it("takes a server, with the key of the environment", () => {
    expect(read("--url", "https://music.example")).toMatchObject({
      source: { url: new URL("https://music.example"), key: "dsc_key" },
    });
  });

  it("takes a head with its place or without", () => {
    expect(read("a", "--head", hash.toUpperCase())).toMatchObject({ head: { hash } });
    expect(read("a", "--head", `42:${hash}`)).toMatchObject({ head: { hash, sequence: 42 } });
  });

  it("answers a call for help whatever else is said", () => {
    expect(read("--help", "a", "b")).toBe("help");
  });

  it.each([
    [[], "either a saved trail or a server"],
    [["a", "--url", "https://music.example"], "either a saved trail or a server"],
    [["a", "b"], "one file"],
    [["--colour"], "colour"],
    [["--url", "localhost"], "“localhost” is no address"],
    [["--url", "ftp://host"], "“ftp://host” is no address"],
    [["a", "--tenant", "me"], "“me” is no tenant's id"],
    [["a", "--head", "abc"], "64 hexadecimal digits"],
    [["a", "--head", `x:${hash}`], "64 hexadecimal digits"],
  ])("refuses %j", (args, reason) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(reason);
  });

  it("refuses to ask a server without a key", () => {
    const environment = {};
    expect(() => readArguments(["--url", "http://h"], { folder: "/", environment })).toThrow("$DESCANT_KEY");
  });
});
