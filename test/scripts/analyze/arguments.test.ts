import { describe, expect, it } from "vitest";
import { readArguments, UsageError } from "../../../scripts/analyze/arguments.ts";

const context = { folder: "/home/ana", root: "/srv/descant", environment: {} };
const read = (...args: string[]) => readArguments(args, context);

describe("the command line of analyze", () => {
  it("takes paths from where the command was given, and state from the checkout", () => {
    expect(read("song.mp3", "/music")).toEqual({
      paths: ["/home/ana/song.mp3", "/music"],
      server: new URL("http://localhost:8787"),
      serverNamed: false,
      key: undefined,
      stateFolder: "/srv/descant/.state",
      json: false,
      labels: {},
    });
  });

  it("reads labels under the API's names", () => {
    expect(read("a.mp3", "--title", "Rosalie", "--external-id", "42")).toMatchObject({
      labels: { title: "Rosalie", external_id: "42" },
    });
  });

  it("prefers the key of the command line to that of the environment", () => {
    const environment = { DESCANT_KEY: "from-environment" };
    expect(readArguments(["a.mp3"], { ...context, environment })).toMatchObject({ key: "from-environment" });
    expect(readArguments(["a.mp3", "--key", "k"], { ...context, environment })).toMatchObject({ key: "k" });
  });

  it("looks where PORT says, unless a server is named", () => {
    const moved = { ...context, environment: { PORT: "9000" } };
    expect(readArguments(["a.mp3"], moved)).toMatchObject({ server: new URL("http://localhost:9000") });
    expect(readArguments(["a.mp3", "--server", "https://music.example"], moved)).toMatchObject({
      server: new URL("https://music.example"),
      serverNamed: true,
    });
  });

  it("answers a call for help whatever else is said", () => {
    expect(read("--help", "a.mp3")).toBe("help");
  });

  it.each([
    [["--json"], "Name a recording"],
    [["a.mp3", "--colour"], "colour"],
    [["a.mp3", "--server", "localhost"], "“localhost” is no address"],
    [["a.mp3", "--server", "ftp://host"], "“ftp://host” is no address"],
    [["a.mp3", "b.mp3", "--title", "Both"], "are for one recording"],
  ])("refuses %j", (args, reason) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(reason);
  });
});
