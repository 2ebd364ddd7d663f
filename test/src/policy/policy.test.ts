import { describe, expect, test } from "vitest";
import {
  ACTIONS,
  type Action,
  describePolicy,
  firstNotToHandOn,
  grantOf,
  type Need,
  POLICY,
  type Principal,
  personOf,
  ROLES,
  type Role,
  refusalOf,
  SCOPES,
  type Scope,
  STEP_UP_MS,
  scopesToHandOn,
} from "../../../src/policy/index.ts";

// The policy once more, written by hand and compared with the table: whoever changes it changes it twice, knowingly.
// Owner, admin, member, analyst, service; y(es), o(wn), e(levate), n(o).
const EXPECTED: Record<Action, [grants: string, scope: Scope, ...needs: Need[]]> = {
  "tracks:list": ["yyyyy", "tracks:read"],
  "tracks:read": ["yyyyy", "tracks:read"],
  "tracks:listen": ["yyyny", "tracks:read", "own-sound"],
  "tracks:upload": ["yyyny", "tracks:write"],
  "tracks:analyse": ["yyyny", "tracks:write", "own-sound"],
  "library:analyse": ["yyyny", "tracks:write"],
  "tracks:delete": ["yyony", "tracks:delete"],
  "features:read": ["yyyyy", "tracks:read"],
  "tasks:read": ["yyyyy", "tracks:read"],
  "models:read": ["yyyyy", "tracks:read"],
  "calibrations:list": ["yyyyy", "tracks:read"],
  "calibrations:read": ["yyyyy", "tracks:read"],
  "calibrations:create": ["yyyny", "tracks:write"],
  "calibrations:delete": ["yyony", "tracks:delete"],
  "rooms:list": ["yyyyy", "rooms:read"],
  "rooms:read": ["yyyyy", "rooms:read"],
  "rooms:create": ["yyyny", "rooms:write"],
  "rooms:join": ["yyyyy", "rooms:write"],
  "rooms:comment": ["yyyyy", "rooms:write"],
  "rooms:write": ["yyyny", "rooms:write"],
  "rooms:manage": ["yyyny", "rooms:write"],
  "notifications:list": ["yyyyy", "rooms:read"],
  "notifications:mark": ["yyyyy", "rooms:read"],
  "keys:list": ["yyony", "keys:manage"],
  "keys:create": ["yyyny", "keys:manage", "step-up", "first-party"],
  "keys:rotate": ["yoono", "keys:manage", "step-up", "first-party"],
  "keys:revoke": ["yyony", "keys:manage"],
  "usage:read": ["yyyyy", "usage:read"],
  "audit:read": ["yyney", "audit:read", "first-party"],
  "tenant:read": ["yyyyn", "tenant:manage"],
  "tenant:update": ["yennn", "tenant:manage", "step-up", "first-party"],
  "members:list": ["yyyyn", "tenant:manage", "first-party"],
  "members:invite": ["yynnn", "tenant:manage", "step-up", "first-party"],
  "members:change": ["yennn", "tenant:manage", "step-up", "first-party"],
  "members:remove": ["yennn", "tenant:manage", "step-up", "first-party"],
  "teams:manage": ["yynnn", "tenant:manage", "first-party"],
  "sso:manage": ["yennn", "tenant:manage", "step-up", "first-party"],
  "clients:manage": ["yynnn", "tenant:manage", "step-up", "first-party"],
  "elevations:create": ["nynyn", "tenant:manage", "step-up", "first-party"],
  "elevations:list": ["yooon", "tenant:manage", "first-party"],
  "elevations:end": ["yooon", "tenant:manage", "first-party"],
};
const LETTERS = { y: "yes", o: "own", e: "elevate", n: "no" } as const;
const letterOf = (action: Action, role: Role) =>
  EXPECTED[action][0][
    ["owner", "admin", "member", "analyst", "service"].indexOf(role)
  ] as keyof typeof LETTERS;

const NOW = 1_800_000_000_000;

/** Somebody of a role who lacks nothing: all scopes, just signed in, in our own pages. */
function somebody(role: Role, but: Partial<Principal> = {}): Principal {
  const person = role !== "service";
  return {
    tenantId: "a",
    actor: person ? "user:me" : "key:me",
    role,
    scopes: SCOPES,
    credentialId: "c",
    methods: person ? ["pwd", "otp"] : [],
    ...(person && { authenticatedAt: NOW - 1000 }),
    ...but,
  };
}

const decide = (principal: Principal, action: Action, at: Partial<Parameters<typeof refusalOf>[2]> = {}) =>
  refusalOf(principal, action, { now: NOW, ...at });
const having = (letter: string) =>
  ACTIONS.flatMap((action) =>
    ROLES.filter((role) => letterOf(action, role) === letter).map((role) => ({ action, role })),
  );
const needing = (need: Need) => ACTIONS.filter((action) => EXPECTED[action].includes(need));

describe("the table", () => {
  test("has the lines that are expected, and no others", () => {
    expect([...ACTIONS].sort()).toEqual(Object.keys(EXPECTED).sort());
    expect(ROLES).toEqual(["owner", "admin", "member", "analyst", "service"]);
  });

  test.each(ACTIONS)("%s: grants, scope and needs are as expected", (action) => {
    const [, scope, ...needs] = EXPECTED[action];
    for (const role of ROLES) expect(grantOf({ role }, action), role).toBe(LETTERS[letterOf(action, role)]);
    expect([POLICY[action].scope, POLICY[action].needs]).toEqual([scope, needs]);
  });

  test("what elevation opens is never open to apps", () => {
    for (const { action } of having("e")) expect(POLICY[action].needs).toContain("first-party");
  });

  test("no service may what an admin may not", () => {
    for (const action of ACTIONS) {
      if (letterOf(action, "service") === "y") expect(letterOf(action, "admin"), action).toBe("y");
      if (letterOf(action, "service") === "o") expect(letterOf(action, "admin"), action).toMatch(/[yo]/);
    }
  });

  test("nobody may what the owner may not, but ask for rights the owner has anyway", () => {
    for (const action of ACTIONS) {
      expect(letterOf(action, "owner"), action).toBe(action === "elevations:create" ? "n" : "y");
    }
  });

  test("every scope covers something", () => {
    expect(new Set(ACTIONS.map((action) => POLICY[action].scope))).toEqual(new Set(SCOPES));
  });

  test("its description has a line for each action and a column for each role", () => {
    const lines = describePolicy().split("\n");
    expect(lines).toHaveLength(ACTIONS.length + 2);
    for (const line of lines) expect(line.split(" | ")).toHaveLength(ROLES.length + 3);
    expect(lines).toContain("| `tracks:delete` | `tracks:delete` | yes | yes | own | – | yes |  |");
  });
});

describe("each role and each action", () => {
  test.each(ROLES)("%s, lacking nothing, gets what the table says", (role) => {
    for (const action of ACTIONS) {
      const expected = { y: null, o: null, e: "elevation", n: "role" }[letterOf(action, role)];
      expect(decide(somebody(role), action), action).toBe(expected);
    }
  });

  test.each(ROLES)(
    "%s gets nothing without scopes, nor with all but the one that covers the action",
    (role) => {
      for (const action of ACTIONS) {
        const expected = letterOf(action, role) === "n" ? "role" : "scope";
        const others = SCOPES.filter((scope) => scope !== EXPECTED[action][1]);
        expect(decide(somebody(role, { scopes: [] }), action), action).toBe(expected);
        expect(decide(somebody(role, { scopes: others }), action), action).toBe(expected);
      }
    },
  );
});

describe("own", () => {
  test("is what one made, and nothing else: not another's, not what nobody knows the maker of", () => {
    expect(having("o").length).toBeGreaterThan(8);
    for (const { action, role } of having("o")) {
      const me = somebody(role);
      expect(decide(me, action, { row: { createdBy: me.actor } }), action).toBeNull();
      for (const createdBy of ["user:other", "key:other", null, undefined, "user:", "me"]) {
        const row = { ...(createdBy !== undefined && { createdBy }) };
        expect(decide(me, action, { row }), `${action} ${createdBy}`).toBe("row");
      }
    }
  });

  test("a key is its own, whoever made it: it may be rotated by itself", () => {
    const key = somebody("service", { actor: "key:k" });
    expect(decide(key, "keys:rotate", { row: { createdBy: "user:x", actor: "key:k" } })).toBeNull();
    expect(decide(key, "keys:rotate", { row: { createdBy: "user:x", actor: "key:other" } })).toBe("row");
  });

  test("does not matter where the table says yes", () => {
    expect(decide(somebody("admin"), "tracks:delete", { row: { createdBy: "user:other" } })).toBeNull();
    expect(decide(somebody("owner"), "keys:rotate", { row: { createdBy: null } })).toBeNull();
  });
});

describe("elevation", () => {
  test("opens what it names, where the table says so, and nothing else", () => {
    expect(having("e").length).toBeGreaterThan(3);
    for (const role of ROLES) {
      for (const action of ACTIONS) {
        const before = decide(somebody(role), action);
        const named = decide(somebody(role), action, { elevated: new Set([action]) });
        const others = new Set(ACTIONS.filter((other) => other !== action));
        expect(named, `${role} ${action}`).toBe(before === "elevation" ? null : before);
        expect(decide(somebody(role), action, { elevated: others }), `${role} ${action}`).toBe(before);
      }
    }
  });

  test("stands in for no scope, no recent sign-in and no first party", () => {
    const elevated = new Set(ACTIONS);
    expect(decide(somebody("admin", { scopes: ["tracks:read"] }), "tenant:update", { elevated })).toBe(
      "scope",
    );
    expect(decide(somebody("admin", { clientId: "app" }), "tenant:update", { elevated })).toBe("first-party");
    expect(decide(somebody("admin", { methods: [] }), "tenant:update", { elevated })).toBe("step-up");
  });
});

describe("step-up", () => {
  const person = (
    authenticatedAt: number | undefined,
    methods: Principal["methods"] = ["pwd"],
  ): Principal => {
    const { authenticatedAt: _, ...bare } = somebody("owner");
    return { ...bare, methods, ...(authenticatedAt !== undefined && { authenticatedAt }) };
  };

  test.each([
    ["just now", 0, null],
    ["a moment before it is too old", STEP_UP_MS - 1, null],
    ["at the very end", STEP_UP_MS, "step-up"],
    ["long ago", 86_400_000, "step-up"],
    ["by a clock a little ahead", -59_999, null],
    ["by a clock far ahead", -60_000, "step-up"],
    ["in the year 5000", -1e14, "step-up"],
    ["at no time at all", Number.NaN, "step-up"],
  ])("signed in %s", (_, age, expected) => {
    expect(needing("step-up").length).toBeGreaterThan(6);
    for (const action of needing("step-up").filter((action) => letterOf(action, "owner") === "y"))
      expect(decide(person(NOW - age), action), action).toBe(expected);
  });

  test("asks how and when: either missing is not enough", () => {
    expect(decide(person(undefined), "members:invite")).toBe("step-up");
    expect(decide(person(NOW, []), "members:invite")).toBe("step-up");
  });

  test("is asked of people only: a key makes keys without, where the table lets services", () => {
    expect(decide(somebody("service"), "keys:create")).toBeNull();
    // A person's token whose role reads `service` is still a person's.
    expect(decide(somebody("service", { actor: "user:x" }), "keys:create")).toBe("step-up");
  });

  test("is not asked for what is not dangerous", () => {
    for (const action of ACTIONS.filter((action) => !EXPECTED[action].includes("step-up")))
      expect(decide(person(NOW - 86_400_000), action), action).toBeNull();
  });
});

describe("first-party", () => {
  test.each([
    ["through which a person asks", somebody("owner", { clientId: "app" })],
    ["that acts for itself", somebody("service", { actor: "client:app" })],
  ])("is closed to an app %s, whatever its scopes", (_, app) => {
    for (const action of needing("first-party")) {
      expect(decide(app, action), action).toBe(letterOf(action, app.role) === "n" ? "role" : "first-party");
    }
  });

  test("an app does the rest within its scopes", () => {
    const app = somebody("member", { clientId: "app", scopes: ["tracks:read"] });
    expect(decide(app, "tracks:list")).toBeNull();
    expect(decide(app, "tracks:upload")).toBe("scope");
  });
});

describe("provenance", () => {
  test("sound from Spotify, or from who knows where, is neither played nor analysed again, by anybody", () => {
    expect(needing("own-sound")).toEqual(["tracks:listen", "tracks:analyse"]);
    for (const action of needing("own-sound")) {
      expect(decide(somebody("owner"), action, { row: { provenance: "spotify" } })).toBe("provenance");
      expect(decide(somebody("owner"), action, { row: {} })).toBe("provenance");
      expect(decide(somebody("owner"), action, { row: { provenance: "upload" } })).toBeNull();
    }
  });

  test("does not keep anybody from erasing or reading it", () => {
    for (const action of ["tracks:delete", "tracks:read"] as const)
      expect(decide(somebody("owner"), action, { row: { provenance: "spotify" } })).toBeNull();
  });
});

describe("what may be handed on to a key", () => {
  test("a member's key cannot do more than a member", () => {
    expect(scopesToHandOn({ role: "member", scopes: SCOPES })).toEqual([
      "tracks:read",
      "tracks:write",
      "rooms:read",
      "rooms:write",
      "usage:read",
      "tenant:manage",
    ]);
  });

  test("an analyst's could read and nothing else; what needs elevation is not handed on", () => {
    expect(scopesToHandOn({ role: "analyst", scopes: SCOPES })).toEqual([
      "rooms:read",
      "usage:read",
      "tenant:manage",
    ]);
  });

  test.each(["owner", "admin", "service"] as const)("%s hands on all they hold, and no more", (role) => {
    expect(scopesToHandOn({ role, scopes: SCOPES })).toEqual(SCOPES);
    expect(scopesToHandOn({ role, scopes: ["tracks:read"] })).toEqual(["tracks:read"]);
    expect(scopesToHandOn({ role, scopes: [] })).toEqual([]);
  });

  test("the first that may not be is named, an unknown one too", () => {
    const member = { role: "member", scopes: SCOPES } as const;
    expect(firstNotToHandOn(member, ["tracks:read", "tracks:write"])).toBeNull();
    expect(firstNotToHandOn(member, ["tracks:read", "audit:read", "keys:manage"])).toBe("audit:read");
    expect(firstNotToHandOn({ role: "owner", scopes: SCOPES }, ["root"])).toBe("root");
  });

  test("whatever is handed on, its key may nothing that its maker may not", () => {
    for (const role of ROLES) {
      const key = somebody("service", { scopes: scopesToHandOn({ role, scopes: SCOPES }) });
      for (const action of ACTIONS) {
        const person = somebody(role);
        if (decide(key, action, { row: { createdBy: "user:other", provenance: "upload" } }) === null)
          expect(
            decide(person, action, { row: { createdBy: "user:other", provenance: "upload" } }),
            `${role} ${action}`,
          ).toBeNull();
      }
    }
  });
});

test("who a person is, and who is none", () => {
  expect(["user:x", "key:x", "client:x", "user"].map((actor) => personOf({ actor }))).toEqual([
    "x",
    null,
    null,
    null,
  ]);
});
