import { describe, expect, it } from "vitest";
import { asksForStepUp, Failure, sentenceFor } from "../../../src/identity/pages/failure.ts";
import { en } from "../../../src/identity/pages/words/en.ts";

describe("what the pages say of failures", () => {
  it("reads the code from each of the three shapes", () => {
    expect(new Failure(401, { code: "INVALID_CODE", message: "…" }).code).toBe("INVALID_CODE");
    expect(new Failure(400, { error: "invalid_signature" }).code).toBe("INVALID_SIGNATURE");
    expect(new Failure(403, { error: { code: "elevation_required", message: "…" } }).code).toBe(
      "ELEVATION_REQUIRED",
    );
    for (const body of [null, "text", {}, { error: null }, { code: 7 }])
      expect(new Failure(500, body).code).toBe("");
  });

  it("is a sentence of ours, never the server's, for every status", () => {
    for (const status of [0, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503])
      expect(sentenceFor(new Failure(status, { code: "toString", message: "secret" }), en)).not.toMatch(
        /secret|native/,
      );
    expect(sentenceFor(new Failure(0, null), en)).toBe(en.failures.offline);
    expect(sentenceFor(new Failure(418, null), en)).toContain("418");
  });

  it("tells the wait in whole seconds, one at least", () => {
    const tooMany = (after: string | null) => new Failure(429, { code: "TOO_MANY_ATTEMPTS" }, after);
    expect(sentenceFor(tooMany("30"), en)).toContain("30 seconds");
    expect(sentenceFor(tooMany("0.2"), en)).toContain("one second");
    expect(tooMany("soon").retryAfterSeconds).toBe(1);
    expect(tooMany(null).retryAfterSeconds).toBe(1);
  });

  it("knows when to ask again who somebody is, whoever says so", () => {
    expect(asksForStepUp(new Failure(401, { error: { code: "step_up_required" } }))).toBe(true);
    expect(asksForStepUp(new Failure(403, { code: "SESSION_NOT_FRESH" }))).toBe(true);
    expect(asksForStepUp(new Failure(401, { code: "UNAUTHORIZED" }))).toBe(false);
  });
});
