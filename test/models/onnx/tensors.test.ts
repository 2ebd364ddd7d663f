import { describe, expect, it } from "vitest";
import { tensor } from "../../../models/onnx/tensors.ts";

describe("tensor", () => {
  it("writes shape, type, name and little-endian values", () => {
    const bytes = tensor({ name: "x", type: "float", dims: [2], values: [1, -2] });
    expect([...bytes]).toEqual([
      ...[0x08, 2], // dims
      ...[0x10, 1], // float
      ...[0x42, 1, 0x78], // name
      ...[0x4a, 8, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], // raw data
    ]);
  });

  it("refuses values that do not fill the shape", () => {
    expect(() => tensor({ name: "x", type: "int64", dims: [2, 2], values: [1, 2, 3] })).toThrow(
      "x has 3 values, not 4",
    );
  });
});
