import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AUDIT_ACTIONS } from "../../../src/compliance/audit-actions.ts";
import { linesOf, TENANT, trailOf } from "./trail.ts";

const root = path.resolve(import.meta.dirname, "../../..");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "descant-audit-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command as npm does, in a folder of its own. */
function verify(args: string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number; output: string; complaint: string }>((resolve) => {
    const script = path.join(root, "scripts/audit-verify.ts");
    const env = { PATH: process.env.PATH, ...environment };
    const child = execFile(
      process.execPath,
      [script, ...args],
      { cwd: folder, env },
      (_, output, complaint) => resolve({ code: child.exitCode ?? -1, output, complaint }),
    );
  });
}

let files = 0;
async function saved(content: string): Promise<string> {
  const file = path.join(folder, `trail-${files++}.jsonl`);
  await writeFile(file, content);
  return file;
}

describe("a saved trail", () => {
  const trail = trailOf(20);
  const { hash } = trail.at(-1)!;

  test("that is sound: 0, and the head to keep", async () => {
    for (const content of [
      linesOf(trail),
      JSON.stringify(trail),
      JSON.stringify({ items: trail }, null, 2),
    ]) {
      const result = await verify([await saved(content), "--tenant", TENANT, "--head", `20:${hash}`]);
      expect(result).toMatchObject({ code: 0, complaint: "" });
      expect(result.output).toContain(`20 events of tenant ${TENANT}`);
      expect(result.output).toContain(`--head 20:${hash}`);
    }
  });

  test.each([
    [
      "an altered field",
      trail.with(6, { ...trail[6]!, actor: "user:mallory" }),
      "Event 7 is not what it was",
    ],
    [
      "an altered time",
      trail.with(6, { ...trail[6]!, at: "2026-01-01T00:00:00.000Z" }),
      "Event 7 is not what",
    ],
    ["a lost form", trail.with(6, { ...trail[6]!, sequence: "7" } as never), "Event 7 is not what it was"],
    ["a nested detail", trail.with(6, { ...trail[6]!, details: { deep: {} } }), "Event 7 is not what it was"],
    ["a deletion", trail.toSpliced(6, 1), "Event 7 is missing"],
    ["a swap", trail.with(6, trail[9]!).with(9, trail[6]!), "Event 7 is not in its place"],
    ["a second copy", trail.toSpliced(7, 0, trail[6]!), "There are several events 7"],
  ])("with %s: 1, and where", async (_, events, sentence) => {
    const result = await verify([await saved(linesOf(events))]);
    expect(result.complaint).toContain(sentence);
    expect(result).toMatchObject({ code: 1, output: "" });
  });

  test("with a line that is no JSON any more", async () => {
    const lines = linesOf(trail).split("\n").with(6, '{"sequence": 7,').join("\n");
    expect((await verify([await saved(lines)])).complaint).toContain("Event 7 is not what it was");
    const first = linesOf(trail).split("\n").with(0, "gone").join("\n");
    expect((await verify([await saved(first)])).complaint).toContain("Event 1 is not what it was");
  });

  test("cut off at its end: found with a head only", async () => {
    const file = await saved(linesOf(trail.slice(0, 15)));
    expect((await verify([file])).code).toBe(0);
    for (const head of [hash, `20:${hash}`]) {
      const { code, complaint } = await verify([file, "--head", head]);
      expect([code, complaint]).toEqual([1, expect.stringContaining("cut off before event 16")]);
    }
    expect((await verify([file, "--head", `15:${hash}`])).complaint).toContain("made anew");
    expect((await verify([file, "--head", trail[11]!.hash])).code).toBe(0);
    const empty = await saved("");
    expect(await verify([empty])).toMatchObject({ code: 0, output: expect.stringContaining("empty") });
    expect((await verify([empty, "--head", hash])).code).toBe(1);
  });

  test("of another tenant", async () => {
    const file = await saved(linesOf(trailOf(3, "7nPq1RtYvWx3aBcD5eFgHi")));
    expect((await verify([file])).code).toBe(0);
    expect((await verify([file, "--tenant", TENANT])).code).toBe(1);
  });

  test("that is none, or a command that makes no sense: 2", async () => {
    const nonsense = await saved("[1, 2");
    const page = await saved('{\n"hello": 1\n}');
    for (const args of [[], ["--what"], [path.join(folder, "nowhere")], [nonsense], [page]]) {
      const { code, complaint } = await verify(args);
      expect([args, code, complaint.includes("    at ")]).toEqual([args, 2, false]);
    }
    expect(await verify(["--help"])).toMatchObject({ code: 0, output: expect.stringContaining("--head") });
  });
});

describe("a trail that a server shows", () => {
  const trail = trailOf(450);
  let server: Server;
  let url: string;
  let busy = 1;
  beforeAll(async () => {
    // Connections that are idle stay open, however long the machine thinks of something else.
    server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      const { searchParams, pathname } = new URL(request.url!, "http://localhost");
      const answer = (status: number, body: unknown, headers = {}) =>
        response
          .writeHead(status, { "content-type": "application/json", ...headers })
          .end(JSON.stringify(body));
      if (request.headers.authorization !== "Bearer right")
        return answer(401, { error: { message: "This key is unknown." } });
      if (busy-- > 0) return answer(429, {}, { "retry-after": "1" });
      const [after, limit] = [Number(searchParams.get("after")), Number(searchParams.get("limit"))];
      const items = trail.slice(after, after + limit);
      const next = after + limit < trail.length ? `http://elsewhere.invalid${pathname}` : null;
      answer(200, { items, next });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test("is read page by page, verified, and saved so that it can be verified again", async () => {
    const key = { DESCANT_KEY: "right" };
    const { code, output } = await verify(["--url", url, "--save", "copy.jsonl"], key);
    expect([code, output]).toEqual([0, expect.stringContaining("450 events")]);
    const copy = path.join(folder, "copy.jsonl");
    expect(await readFile(copy, "utf8")).toBe(linesOf(trail));
    expect((await verify(["copy.jsonl"])).code).toBe(0);
    const again = await verify(["--url", url, "--save", "copy.jsonl"], key);
    expect([again.code, again.complaint]).toEqual([2, expect.stringContaining("cannot be saved")]);
  });

  test("and one that refuses, or does not answer: 2", async () => {
    const refused = await verify(["--url", url], { DESCANT_KEY: "wrong" });
    expect([refused.code, refused.complaint]).toEqual([2, "The server answered 401: This key is unknown.\n"]);
    const silent = await verify(["--url", "http://127.0.0.1:1"], { DESCANT_KEY: "right" });
    expect([silent.code, silent.complaint]).toEqual([2, expect.stringContaining("does not answer")]);
  });
});

test("docs/audit.md lists every act, with its sentence, and no other", async () => {
  const text = await readFile(path.join(root, "docs/audit.md"), "utf8");
  const listed = [...text.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, name, sentence]) => [
    name,
    sentence,
  ]);
  expect(listed).toEqual(Object.entries(AUDIT_ACTIONS));
});
