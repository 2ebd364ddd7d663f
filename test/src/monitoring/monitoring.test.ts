import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createApiKeyStore } from "../../../src/auth/index.ts";
import { openDatabase } from "../../../src/database/index.ts";
import { createLogger, probeAll, traceIdOf } from "../../../src/monitoring/index.ts";

describe("the log", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("writes one JSON object a line, with the fields it is bound to, at its level and above", () => {
    const info = vi.spyOn(console, "info").mockReturnValue();
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    const log = createLogger("warn", { trace_id: "t" }).with({ request_id: "r" });
    log.info("quiet");
    log.warn("loud", { status: 429 });
    expect(info).not.toHaveBeenCalled();
    expect(JSON.parse(warn.mock.calls[0]![0])).toEqual({
      level: "warn",
      event: "loud",
      trace_id: "t",
      request_id: "r",
      status: 429,
    });
  });

  test("takes an error apart, and an unknown level for info", () => {
    const error = vi.spyOn(console, "error").mockReturnValue();
    const debug = vi.spyOn(console, "debug").mockReturnValue();
    const log = createLogger("shout");
    log.debug("nothing");
    log.error("broken", { cause: new RangeError("why") });
    expect(debug).not.toHaveBeenCalled();
    expect(JSON.parse(error.mock.calls[0]![0])).toMatchObject({
      event: "broken",
      error: "RangeError",
      error_message: "why",
    });
  });

  test("says what a failed query was and why it failed, and none of the values it was sent", async () => {
    const error = vi.spyOn(console, "error").mockReturnValue();
    const keys = createApiKeyStore(openDatabase(env.DB));
    const insert = () =>
      keys.insert("t", { id: "k", name: "the tenant's words", hash: "the hash", hint: "h", scopes: [] });
    await insert();
    const cause = await insert().catch((failure: Error) => failure);
    createLogger("info").error("broken", { cause: cause as Error });
    const line = error.mock.calls[0]![0];
    expect(line).toContain("UNIQUE constraint failed");
    expect(line).toContain('insert into \\"api_keys\\"');
    expect(line).not.toContain("the tenant's words");
    expect(line).not.toContain("the hash");
  });
});

test.each([
  ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736"],
  ["00-00000000000000000000000000000000-00f067aa0ba902b7-01", null],
  ["00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", null],
  ["01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null],
  ["", null],
  [null, null],
])("the trace of %s", (traceparent, expected) => {
  const trace = traceIdOf(traceparent);
  expect(trace).toMatch(/^[0-9a-f]{32}$/);
  if (expected) expect(trace).toBe(expected);
  else expect(trace).not.toBe(traceIdOf(traceparent));
});

test("readiness: one part that fails, or is silent, is enough to say no; the others are still told", async () => {
  const parts = [
    { name: "fine", check: async (traceId: string) => expect(traceId).toBe("t") },
    { name: "broken", check: () => Promise.reject(new Error("inner detail")) },
    { name: "silent", check: () => new Promise(() => {}) },
  ];
  const { ready, checks } = await probeAll(parts, "t", 30);
  expect(ready).toBe(false);
  expect(Object.entries(checks).map(([name, { ok }]) => [name, ok])).toEqual([
    ["fine", true],
    ["broken", false],
    ["silent", false],
  ]);
  expect(JSON.stringify(checks)).not.toContain("inner detail");
  expect((await probeAll(parts.slice(0, 1), "t", 1000)).ready).toBe(true);
});
