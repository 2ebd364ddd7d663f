import { expect, test } from "vitest";
import { planNamed } from "../../../src/tenants/index.ts";

test("a name that is in no table means the smallest plan, inherited names among them", () => {
  for (const name of ["", "Free", "platinum", "toString", "__proto__", "constructor"])
    expect(planNamed(name).planName).toBe("free");
  expect(planNamed("self-hosted").plan.requestsPerMonth).toBeNull();
});
