import { expect, test } from "vitest";
import { seal, unseal } from "../../../../src/http/idempotency/seal.ts";

test.each(["", "{}", "„Ä\u{1f3b5}", "x".repeat(100_000)])(
  "what is sealed opens under its secret alone",
  async (text) => {
    const sealed = await seal(text, "dsc_one");
    expect(await unseal(sealed, "dsc_one")).toBe(text);
    if (text !== "") expect(sealed).not.toContain(text);
    await expect(unseal(sealed, "dsc_other")).rejects.toThrow();
  },
);

test("two seals of one text are not alike, and a changed one does not open", async () => {
  const [one, other] = [await seal("text", "s"), await seal("text", "s")];
  expect(one).not.toBe(other);
  const changed = (one[20] === "A" ? "B" : "A") + one.slice(21);
  await expect(unseal(one.slice(0, 20) + changed, "s")).rejects.toThrow();
});
