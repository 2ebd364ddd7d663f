import { describe, expect, test } from "vitest";
import {
  actionsOpenedBy,
  elevationEnd,
  isElevationRunning,
  MAX_RUNNING_ELEVATIONS,
  refusalOfElevation,
} from "../../../src/auth/elevation-state.ts";
import { ACTIONS, grantOf, ROLES } from "../../../src/policy/index.ts";

const running = (...ends: number[]) => ends.map((expiresAt) => ({ expiresAt, endedAt: null }));

describe("who may be elevated, and to what", () => {
  test("each role to what the table says, one action at a time", () => {
    for (const role of ROLES) {
      for (const action of ACTIONS) {
        const expected = grantOf({ role }, action) === "elevate" ? null : { reason: "role", action };
        expect(refusalOfElevation(role, [action], [])).toEqual(expected);
      }
    }
  });

  test("one action too many spoils the rest, and is named", () => {
    expect(refusalOfElevation("admin", ["members:change", "sso:manage"], [])).toBeNull();
    expect(refusalOfElevation("admin", ["members:change", "keys:rotate"], [])).toEqual({
      reason: "role",
      action: "keys:rotate",
    });
  });

  test("no more than five at a time; then it is said when the next one ends", () => {
    const five = running(900, 500, 700, 800, 600);
    expect(five).toHaveLength(MAX_RUNNING_ELEVATIONS);
    expect(refusalOfElevation("analyst", ["audit:read"], five.slice(1))).toBeNull();
    expect(refusalOfElevation("analyst", ["audit:read"], five)).toEqual({ reason: "enough", nextEnd: 500 });
  });
});

describe("for how long", () => {
  test("until its minutes are over, to the millisecond, and not after it was ended", () => {
    const expiresAt = elevationEnd(15, 1_000_000);
    expect(expiresAt).toBe(1_900_000);
    expect(isElevationRunning({ expiresAt, endedAt: null }, 1_899_999)).toBe(true);
    expect(isElevationRunning({ expiresAt, endedAt: null }, 1_900_000)).toBe(false);
    expect(isElevationRunning({ expiresAt, endedAt: 1_000_001 }, 1_500_000)).toBe(false);
  });

  test("several open what any of them opens; those that have ended, nothing", () => {
    const opened = actionsOpenedBy(
      [
        { actions: ["audit:read", "sso:manage"], expiresAt: 10, endedAt: null },
        { actions: ["members:change"], expiresAt: 5, endedAt: null },
        { actions: ["members:remove"], expiresAt: 10, endedAt: 3 },
      ],
      5,
    );
    expect([...opened].sort()).toEqual(["audit:read", "sso:manage"]);
    expect(actionsOpenedBy([], 0).size).toBe(0);
  });
});
