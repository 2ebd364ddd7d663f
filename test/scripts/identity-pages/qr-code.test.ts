import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { codewordsOf, versionFor } from "../../../src/identity/pages/qr/codewords.ts";
import { MASKS } from "../../../src/identity/pages/qr/mask.ts";
import { emptyMatrix, fillingOrder } from "../../../src/identity/pages/qr/matrix.ts";
import { qrCode } from "../../../src/identity/pages/qr/qr-code.ts";
import { errorCorrection, multiply } from "../../../src/identity/pages/qr/reed-solomon.ts";
import { alignmentCentres, dataModules, sizeOf } from "../../../src/identity/pages/qr/version.ts";

const OTPAUTH = `otpauth://totp/Descant:owner%40example.com?secret=${"A".repeat(52)}&issuer=Descant&digits=6&period=30`;

const digest = (modules: boolean[][]): string =>
  createHash("sha256")
    .update(modules.map((row) => row.map(Number).join("")).join("\n"))
    .digest("hex")
    .slice(0, 16);

/** Reads a code back as a reader does, errors uncorrected: format, mask, order, and the bytes of version 1..6. */
function readBack(modules: boolean[][]): string {
  const version = (modules.length - 17) / 4;
  const format = Array.from({ length: 5 }, (_, at) => Number(modules[8]![at === 0 ? 0 : at]));
  // The five data bits of the format stand first in the row of the upper left finder, under a fixed mask.
  const data = format.reduce((value, bit) => (value << 1) | bit, 0) ^ 0b10101;
  expect(data >> 3).toBe(0b00);
  const mask = MASKS[data & 7]!;
  const bits = [...fillingOrder(emptyMatrix(version))].map(([row, column]) =>
    Number(modules[row]![column] !== mask(row, column)),
  );
  const byteAt = (at: number): number =>
    bits.slice(at * 8, at * 8 + 8).reduce((value, bit) => (value << 1) | bit, 0);
  const all = Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, at) => byteAt(at));
  const blocks = [1, 1, 1, 2, 2, 4][version - 1]!;
  const correction = [10, 16, 26, 18, 24, 16][version - 1]!;
  const dataLength = all.length - correction * blocks;
  const text = Array.from({ length: blocks }, (_, block) =>
    [...all.subarray(0, dataLength)].filter((_, at) => at % blocks === block),
  ).flat();
  const stream = text.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  expect(stream.slice(0, 4)).toBe("0100");
  const length = Number.parseInt(stream.slice(4, 12), 2);
  const bytes = Array.from({ length }, (_, at) => Number.parseInt(stream.slice(12 + at * 8, 20 + at * 8), 2));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

describe("QR codes", () => {
  it("are those that another implementation makes (python-qrcode 8.2, level M, byte mode)", () => {
    expect(digest(qrCode("hello"))).toBe("52a7aa67e7296ede");
    expect(digest(qrCode(OTPAUTH))).toBe("6526d603c088d573");
    expect(digest(qrCode("äöü€".repeat(30)))).toBe("7bfbca36cfc043b9");
    expect(digest(qrCode("z".repeat(400)))).toBe("79907a2e182e3153");
  });

  it.each(["a", "hello", "otpauth://totp/x?secret=ABC", "ünïcode ♫".repeat(6), "q".repeat(106)])(
    "read back as what was written: %s",
    (text) => {
      expect(readBack(qrCode(text))).toBe(text);
    },
  );

  it("grow with what they hold, to the last byte that fits", () => {
    // Capacities of level M in byte mode: ISO/IEC 18004, table 7.
    const capacities = [
      14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
    ];
    for (const [at, capacity] of capacities.entries()) {
      expect(versionFor(capacity)).toBe(at + 1);
      if (at < 19) expect(versionFor(capacity + 1)).toBe(at + 2);
    }
    expect(() => qrCode("x".repeat(667))).toThrow(RangeError);
    expect(qrCode("x".repeat(666))).toHaveLength(sizeOf(20));
  });

  it("leave as many modules free as their codewords need", () => {
    for (let version = 1; version <= 20; version++) {
      const free = [...fillingOrder(emptyMatrix(version))].length;
      expect(free).toBe(dataModules(version));
      expect(codewordsOf(new Uint8Array(3), version)).toHaveLength(Math.floor(free / 8));
    }
    expect(alignmentCentres(1)).toEqual([]);
    expect(alignmentCentres(7)).toEqual([6, 22, 38]);
    expect(alignmentCentres(16)).toEqual([6, 26, 50, 74]);
  });

  it("carry codewords that vanish at every root of the generator", () => {
    const data = Uint8Array.from([0x40, 0xd2, 0x75, 0x47, 0x76, 0x17, 0x32, 0x06, 0x27]);
    const block = [...data, ...errorCorrection(data, 10)];
    for (let root = 1, power = 0; power < 10; power++, root = multiply(root, 2)) {
      expect(block.reduce((sum, codeword) => multiply(sum, root) ^ codeword, 0)).toBe(0);
    }
    expect(multiply(0, 7)).toBe(0);
  });
});
