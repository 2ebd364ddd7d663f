import { describe, expect, test } from "vitest";
import { takesGzip } from "../../../src/audio-analysis/answer-object.ts";

describe("who takes gzip", () => {
  test.each([
    ["gzip", true],
    ["deflate, gzip;q=0.5", true],
    ["br, GZIP", true],
    ["*", true],
    ["*;q=0.1", true],
    [undefined, false],
    ["", false],
    ["br", false],
    ["gzip;q=0", false],
    ["*, gzip;q=0", false],
    ["identity", false],
    ["gzip;q=nonsense", false],
  ])("%j: %s", (header, expected) => {
    expect(takesGzip(header)).toBe(expected);
  });
});
