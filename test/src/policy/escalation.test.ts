import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { createElevationStore, createFindElevated } from "../../../src/auth/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import {
  ACTIONS,
  type Action,
  grantOf,
  POLICY,
  type Principal,
  personOf,
  type Role,
  refusalOf,
  SCOPES,
  type Scope,
} from "../../../src/policy/index.ts";
import { createTenantStore } from "../../../src/tenants/index.ts";
import { gatewayAs } from "./gateway-as.ts";

// Random histories of two tenants, played against the real routes, store and decisions, beside a model that keeps count
// of what everybody may at the most. Whatever happens, nobody may more than the table and a running elevation give them.

const MINUTE = 60_000;
const START = Math.floor(Date.now() / 1000) * 1000;
/** Who belongs to which tenant as what: nobody has the same role in both. */
const PEOPLE: Record<string, [a: Role, b: Role]> = {
  ann: ["owner", "analyst"],
  ben: ["admin", "member"],
  cat: ["member", "admin"],
  dan: ["analyst", "owner"],
};
const NAMES = Object.keys(PEOPLE);
const ELEVATABLE = ACTIONS.filter((action) =>
  Object.values(POLICY[action].grants).includes("elevate" as never),
);

type Step =
  | { do: "make key"; who: number; scopes: Scope[] }
  | { do: "rotate key"; who: number; key: number }
  | { do: "elevate"; who: number; actions: Action[]; minutes: number }
  | { do: "end elevation"; who: number; elevation: number }
  | { do: "wait"; minutes: number }
  | { do: "sign in again"; who: number }
  | { do: "switch tenant"; who: number }
  | { do: "demote"; who: number }
  | { do: "sign in to an app"; who: number; scopes: Scope[] };

const ALL_SCOPES: Scope[] = [...SCOPES];
const number = fc.nat({ max: 1000 });
const scopes = fc.oneof(
  { weight: 3, arbitrary: fc.subarray(ALL_SCOPES, { minLength: 1 }) },
  { weight: 1, arbitrary: fc.constant(ALL_SCOPES) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("make key" as const), who: number, scopes }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("rotate key" as const), who: number, key: number }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("elevate" as const),
      who: number,
      actions: fc.oneof(
        fc.constantFrom(...ELEVATABLE).map((action) => [action]),
        fc.subarray([...ACTIONS], { minLength: 1, maxLength: 3 }),
      ),
      minutes: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("end elevation" as const), who: number, elevation: number }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("sign in again" as const), who: number }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("switch tenant" as const), who: number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("demote" as const), who: number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("sign in to an app" as const), who: number, scopes }) },
);

/** What somebody may without being elevated, by the table alone: on all rows, or on their own. */
function standingRights(role: Role, held: readonly string[]): Map<Action, "yes" | "own"> {
  const rights = new Map<Action, "yes" | "own">();
  for (const action of ACTIONS) {
    const grant = grantOf({ role }, action);
    if (held.includes(POLICY[action].scope) && (grant === "yes" || grant === "own"))
      rights.set(action, grant);
  }
  return rights;
}

/** Somebody who asks, and the most that they may ever without elevation. */
interface Asker {
  principal: Principal;
  ceiling: ReadonlyMap<Action, "yes" | "own">;
}

interface NewKey {
  id: string;
  key: string;
  scopes: string[];
}

interface Given {
  id: string;
  tenantId: string;
  userId: string;
  actions: Action[];
  until: number;
}

type Gateway = Awaited<ReturnType<typeof gatewayAs>>;

class World {
  readonly tenants = [newId(), newId()] as const;
  readonly gateway: Gateway;
  readonly findElevated = createFindElevated(createElevationStore(openDatabase(env.DB)));
  /** The people's own sessions first, then keys and sessions through apps as they appear. */
  readonly askers: Asker[] = [];
  readonly given: Given[] = [];
  readonly demoted = new Set<string>();
  now = START;

  constructor(gateway: Gateway) {
    this.gateway = gateway;
  }

  async begin() {
    for (const id of this.tenants) await createTenantStore(openDatabase(env.DB)).create(id, "test");
    for (const name of NAMES) this.askers.push(this.session(name, 0));
  }

  roleOf(name: string, tenant: number): Role {
    return this.demoted.has(`${name} ${tenant}`) ? "member" : PEOPLE[name]![tenant]!;
  }

  session(name: string, tenant: number, but: Partial<Principal> = {}): Asker {
    const role = this.roleOf(name, tenant);
    const principal: Principal = {
      tenantId: this.tenants[tenant]!,
      actor: `user:${name}`,
      role,
      scopes: SCOPES,
      credentialId: newId(),
      methods: ["pwd"],
      authenticatedAt: this.now,
      ...but,
    };
    return { principal, ceiling: standingRights(role, principal.scopes) };
  }

  asker(index: number): Asker {
    return this.askers[index % this.askers.length]!;
  }

  post(who: Asker, path: string, body: object) {
    return this.gateway.call(who.principal, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** Takes a new key into the world, after comparing what it could do with what its maker may. */
  adopt(maker: Asker, { id, key, scopes }: NewKey) {
    const ceiling = standingRights("service", scopes);
    for (const [action, grant] of ceiling) {
      const makers = maker.ceiling.get(action);
      expect(makers, `a key may ${action}, its maker may not`).toBeDefined();
      if (grant === "yes")
        expect(makers, `a key may ${action} to all rows, its maker to own ones`).toBe("yes");
    }
    for (const scope of scopes) expect(maker.principal.scopes).toContain(scope);
    this.gateway.introduce(id, key);
    this.askers.push({
      ceiling,
      principal: {
        tenantId: maker.principal.tenantId,
        actor: `key:${id}`,
        role: "service",
        scopes: SCOPES.filter((scope) => scopes.includes(scope)),
        credentialId: id,
        methods: [],
      },
    });
  }

  async play(step: Step) {
    switch (step.do) {
      case "make key": {
        const maker = this.asker(step.who);
        const answer = await this.post(maker, "/v1/keys", { name: "k", scopes: step.scopes });
        if (answer.status === 201) this.adopt(maker, await answer.json());
        return answer.status;
      }
      case "rotate key": {
        const keys = this.askers.filter(({ principal }) => principal.actor.startsWith("key:"));
        const key = keys[step.key % keys.length];
        if (!key) return 0;
        const who = step.who % 3 === 0 ? key : this.asker(step.who);
        const answer = await this.post(who, `/v1/keys/${key.principal.credentialId}/rotate`, {});
        if (answer.status !== 201) return answer.status;
        const made = await answer.json<NewKey>();
        expect(who.principal.tenantId).toBe(key.principal.tenantId);
        for (const scope of made.scopes) expect(key.principal.scopes).toContain(scope);
        this.adopt(who, made);
        return answer.status;
      }
      case "elevate": {
        const who = this.asker(step.who);
        const { actions, minutes } = step;
        const answer = await this.post(who, "/v1/elevations", {
          actions,
          minutes,
          reason: "to see what can be had",
        });
        if (answer.status !== 201) return answer.status;
        const userId = personOf(who.principal);
        expect(userId, "keys and apps are not elevated").not.toBeNull();
        expect(who.principal.clientId, "no app elevates a person").toBeUndefined();
        expect(this.now - who.principal.authenticatedAt!).toBeLessThan(10 * MINUTE);
        for (const action of actions) expect(grantOf(who.principal, action)).toBe("elevate");
        const { id } = await answer.json<{ id: string }>();
        const until = this.now + minutes * MINUTE;
        this.given.push({ id, tenantId: who.principal.tenantId, userId: userId!, actions, until });
        return answer.status;
      }
      case "end elevation": {
        const given = this.given[step.elevation % this.given.length];
        if (!given) return 0;
        const itself = this.askers.find(({ principal }) => principal.actor === `user:${given.userId}`);
        const { principal } = step.who % 2 === 0 && itself ? itself : this.asker(step.who);
        const answer = await this.gateway.call(principal, `/v1/elevations/${given.id}`, { method: "DELETE" });
        if (answer.status === 204) {
          expect(principal.tenantId).toBe(given.tenantId);
          if (personOf(principal) !== given.userId) expect(principal.role).toBe("owner");
          given.until = Math.min(given.until, this.now);
        }
        return answer.status;
      }
      case "wait":
        this.now += step.minutes * MINUTE;
        vi.setSystemTime(this.now);
        return 0;
      case "sign in again":
        return this.replaceSession(step.who, ({ tenant }) => tenant);
      case "switch tenant":
        return this.replaceSession(step.who, ({ tenant }) => 1 - tenant);
      case "demote":
        return this.replaceSession(step.who, ({ name, tenant }) => {
          this.demoted.add(`${name} ${tenant}`);
          return tenant;
        });
      case "sign in to an app": {
        const name = NAMES[step.who % NAMES.length]!;
        this.askers.push(this.session(name, step.who % 2, { clientId: "app", scopes: step.scopes }));
        return 0;
      }
    }
  }

  replaceSession(who: number, tenantOf: (session: { name: string; tenant: number }) => number) {
    const index = who % NAMES.length;
    const name = NAMES[index]!;
    const tenant = this.tenants.indexOf(this.askers[index]!.principal.tenantId);
    this.askers[index] = this.session(name, tenantOf({ name, tenant }));
    return 0;
  }

  /** Compares, for everybody and every action, what is decided with what the model knows that they may. */
  async compare() {
    for (const { principal, ceiling } of this.askers) {
      const elevated = await this.findElevated(principal, this.now);
      const running = this.given.filter(
        ({ tenantId, userId, until }) =>
          tenantId === principal.tenantId && userId === personOf(principal) && this.now < until,
      );
      for (const action of ACTIONS) {
        const opened = running.some(({ actions }) => actions.includes(action));
        expect(elevated.has(action), `${principal.actor} elevated to ${action}`).toBe(opened);
        const row = { createdBy: "user:somebody else", provenance: "upload" };
        const refusal = refusalOf(principal, action, { now: this.now, elevated, row });
        if (refusal !== null) continue;
        const may =
          ceiling.get(action) === "yes" ||
          (opened && grantOf(principal, action) === "elevate" && principal.clientId === undefined);
        expect(may, `${principal.actor}, ${principal.role}, may ${action}`).toBe(true);
      }
    }
  }
}

/** One history by hand, in which everything is granted and refused at least once. */
const HISTORY: Step[] = [
  { do: "make key", who: 0, scopes: ["tracks:delete", "keys:manage"] },
  { do: "make key", who: 2, scopes: ["tracks:delete"] },
  { do: "make key", who: 2, scopes: ["tracks:write"] },
  { do: "make key", who: 4, scopes: ["tracks:delete"] },
  { do: "make key", who: 4, scopes: ["tracks:write"] },
  { do: "rotate key", who: 2, key: 1 },
  { do: "rotate key", who: 3, key: 1 },
  { do: "elevate", who: 3, actions: ["audit:read"], minutes: 30 },
  { do: "elevate", who: 1, actions: ["members:change", "sso:manage"], minutes: 60 },
  { do: "elevate", who: 2, actions: ["audit:read"], minutes: 60 },
  { do: "switch tenant", who: 3 },
  { do: "end elevation", who: 3, elevation: 0 },
  { do: "switch tenant", who: 3 },
  { do: "end elevation", who: 0, elevation: 0 },
  { do: "wait", minutes: 11 },
  { do: "make key", who: 1, scopes: ["tracks:read"] },
  { do: "sign in again", who: 1 },
  { do: "demote", who: 1 },
  { do: "make key", who: 1, scopes: ["audit:read"] },
  { do: "wait", minutes: 49 },
];

afterEach(() => {
  vi.useRealTimers();
});

test("no sequence of calls gives anybody a right that the table and a running elevation do not", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
  const gateway = await gatewayAs();
  const statuses = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30, size: "max" }), async (steps) => {
      vi.setSystemTime(START);
      const world = new World(gateway);
      await world.begin();
      for (const step of steps) {
        const status = await world.play(step);
        statuses.set(`${step.do} ${status}`, (statuses.get(`${step.do} ${status}`) ?? 0) + 1);
        await world.compare();
      }
    }),
    { numRuns: 12, examples: [[HISTORY]] },
  );
  // Had nothing been granted, nothing would have been shown.
  for (const done of [
    "make key 201",
    "make key 403",
    "rotate key 201",
    "elevate 201",
    "elevate 403",
    "end elevation 204",
  ])
    expect(statuses.get(done) ?? 0, done).toBeGreaterThan(0);
});
