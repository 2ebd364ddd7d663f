import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLOSE,
  covers,
  Gatekeeper,
  mintRoomToken,
  NO_MEMBERS,
  narrower,
  ROOM_ROLES,
  type RoomMember,
  readMembers,
  readRoomToken,
  rulingOn,
  takeMembers,
  tokenKey,
  verifyRoomToken,
  writeMembers,
} from "../../../../src/collaboration/access/index.ts";

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
const role = fc.constantFrom(...ROOM_ROLES);

/** A keep in memory, as an object's storage is: values are copies. */
function createKeep() {
  const values = new Map<string, unknown>();
  return {
    values,
    get: <T>(key: string) => structuredClone(values.get(key)) as T | undefined,
    put: <T>(key: string, value: T) => void values.set(key, structuredClone(value)),
  };
}

const ada: RoomMember = { actor: "user:ada", role: "editor" };
const bob: RoomMember = { actor: "user:bob", role: "viewer" };

function opened(members = [ada, bob]) {
  const keep = createKeep();
  const gate = new Gatekeeper(keep, 8 * HOUR);
  gate.open("room", { tenantId: "t", members, epoch: 1 });
  return { keep, gate, again: () => new Gatekeeper(keep, 8 * HOUR) };
}

describe("roles", () => {
  test("only owners and editors edit; everybody reads and is seen", () => {
    for (const one of ROOM_ROLES) {
      const edits = one === "owner" || one === "editor";
      expect(rulingOn("update", one)).toBe(edits ? "take" : "deny");
      expect(rulingOn("step2", one)).toBe(edits ? "take" : "deny");
      expect(rulingOn("step1", one)).toBe("take");
      expect(rulingOn("awareness", one)).toBe("take");
      expect(rulingOn("denied", one)).toBe("ignore");
    }
  });

  test("the narrower of two is covered by both", () => {
    fc.assert(
      fc.property(role, role, (a, b) => {
        const least = narrower(a, b);
        expect(covers(a, least) && covers(b, least)).toBe(true);
      }),
    );
  });
});

describe("members", () => {
  test("others' changes leave a standing as it is; one's own does not", () => {
    const first = takeMembers(NO_MEMBERS, { members: [ada, bob], epoch: 1 });
    const second = takeMembers(first, { members: [ada, { ...bob, role: "editor" }], epoch: 2 });
    expect(second.members.get("user:ada")).toEqual({ role: "editor", epoch: 1 });
    expect(second.members.get("user:bob")).toEqual({ role: "editor", epoch: 2 });
    const third = takeMembers(second, { members: [bob], epoch: 3 });
    expect(third.members.has("user:ada")).toBe(false);
    expect(takeMembers(third, { members: [ada, bob], epoch: 4 }).members.get("user:ada")?.epoch).toBe(4);
  });

  test("a record that comes late changes nothing", () => {
    const state = takeMembers(NO_MEMBERS, { members: [ada], epoch: 5 });
    expect(takeMembers(state, { members: [], epoch: 5 })).toBe(state);
    expect(takeMembers(state, { members: [], epoch: 4 })).toBe(state);
  });

  test("are the same after being stored", () => {
    const state = takeMembers(NO_MEMBERS, { members: [ada, bob], epoch: 5 });
    expect(readMembers(structuredClone(writeMembers(state)))).toEqual(state);
  });
});

describe("room tokens", () => {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const said = {
    roomId: "r",
    actor: "user:ö",
    role: "editor" as const,
    most: "owner" as const,
    epoch: 3,
    expiresAt: NOW,
  };

  test("say what they said, whoever made them", async () => {
    const token = await mintRoomToken(await tokenKey(secret), said);
    expect(token).toMatch(/^[\w.-]+$/);
    expect(await verifyRoomToken(await tokenKey(secret), token)).toEqual(said);
    expect(
      await verifyRoomToken(await tokenKey(crypto.getRandomValues(new Uint8Array(32))), token),
    ).toBeNull();
  });

  test("with any character changed, or cut anywhere, are none", async () => {
    const key = await tokenKey(secret);
    const token = await mintRoomToken(key, said);
    for (let i = 0; i < token.length - 1; i++) {
      const other = token[i] === "A" ? "B" : "A";
      expect(await verifyRoomToken(key, token.slice(0, i) + other + token.slice(i + 1)), `${i}`).toBeNull();
      expect(await verifyRoomToken(key, token.slice(0, i))).toBeNull();
    }
    expect(await verifyRoomToken(key, `${token}A`)).toBeNull();
  });

  test("whatever text is no token is read as none", async () => {
    const key = await tokenKey(secret);
    const hostile = fc.oneof(
      fc.string(),
      fc.string().map((text) => `room1.${btoa(encodeURI(text))}.${"A".repeat(43)}`),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        expect(readRoomToken(text)).toBeNull();
        expect(await verifyRoomToken(key, text)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

describe("the gatekeeper", () => {
  test("lets a token's bearer in as what the token says, until it ends", async () => {
    const { gate, again } = opened();
    const minted = await gate.mint("user:ada", "editor", HOUR, NOW, "owner");
    expect(minted?.expiresAt).toBe(NOW + HOUR);
    const standing = { role: "editor", epoch: 1 };
    const admission = { actor: "user:ada", role: "editor", most: "owner", until: NOW + HOUR, standing };
    expect(await gate.admitToken(minted!.token, NOW)).toEqual(admission);
    expect(await again().admitToken(minted!.token, NOW + HOUR - 1), "after a restart too").toEqual(admission);
    expect(await gate.admitToken(minted!.token, NOW + HOUR)).toBeNull();
  });

  test("knows whether somebody who was let in still is what they were", async () => {
    const { gate } = opened();
    const admitted = gate.admitMember("user:ada", "owner", NOW + HOUR, NOW)!;
    const other = gate.admitMember("user:bob", "owner", NOW + HOUR, NOW)!;
    gate.takeMembers({ members: [{ ...ada, role: "viewer" }, bob], epoch: 9 });
    expect([gate.isCurrent(admitted), gate.isCurrent(other)]).toEqual([false, true]);
    gate.takeMembers({ members: [ada], epoch: 10 });
    expect([gate.isCurrent(admitted), gate.isCurrent(other)]).toEqual([false, false]);
  });

  test("makes no token for more than a member is, nor for who is none, nor for longer than the limit", async () => {
    const { gate } = opened();
    expect(await gate.mint("user:bob", "editor", HOUR, NOW, "owner")).toBeNull();
    expect(await gate.mint("user:eve", "viewer", HOUR, NOW, "owner")).toBeNull();
    expect((await gate.mint("user:bob", "viewer", 99 * HOUR, NOW, "owner"))?.expiresAt).toBe(NOW + 8 * HOUR);
    const less = await gate.mint("user:ada", "viewer", HOUR, NOW, "owner");
    expect(await gate.admitToken(less!.token, NOW)).toMatchObject({ role: "viewer", most: "viewer" });
  });

  test("lets nobody become more through a credential than it may be, nor stay longer than it lasts", async () => {
    const { gate } = opened();
    const minted = await gate.mint("user:bob", "viewer", HOUR, NOW, "viewer");
    expect(await gate.admitToken(minted!.token, NOW)).toMatchObject({ role: "viewer", most: "viewer" });
    const all = await gate.mint("user:bob", "viewer", HOUR, NOW, "owner");
    expect(await gate.admitToken(all!.token, NOW)).toMatchObject({ role: "viewer", most: "owner" });
    const admitted = gate.admitMember("user:ada", "commenter", NOW + 1, NOW);
    expect(admitted).toMatchObject({ role: "commenter", most: "commenter", until: NOW + 1 });
    expect(gate.admitMember("user:ada", "owner", Number.POSITIVE_INFINITY, NOW)).toMatchObject({
      role: "editor",
      most: "owner",
      until: NOW + 8 * HOUR,
    });
  });

  test.each<[string, RoomMember[]]>([
    ["the member is removed", [bob]],
    ["the member becomes less", [{ ...ada, role: "viewer" }, bob]],
    ["the member becomes more", [{ ...ada, role: "owner" }, bob]],
  ])("takes a token no longer once %s, and others' as before", async (_, members) => {
    const { gate } = opened();
    const hers = await gate.mint("user:ada", "editor", HOUR, NOW, "owner");
    const his = await gate.mint("user:bob", "viewer", HOUR, NOW, "owner");
    expect(gate.takeMembers({ members, epoch: 2 })).toBe(true);
    expect(await gate.admitToken(hers!.token, NOW)).toBeNull();
    expect(await gate.admitToken(his!.token, NOW)).not.toBeNull();
    gate.takeMembers({ members: [ada, bob], epoch: 3 });
    expect(await gate.admitToken(hers!.token, NOW), "nor when it is as it was").toBeNull();
  });

  test("takes no token of another room", async () => {
    const [one, other] = [opened(), opened()];
    const minted = await one.gate.mint("user:ada", "editor", HOUR, NOW, "owner");
    expect(await other.gate.admitToken(minted!.token, NOW)).toBeNull();
    // Even if two rooms had the same secret.
    const stolen = createKeep();
    const gate = new Gatekeeper(stolen, 8 * HOUR);
    gate.open("other", { tenantId: "t", members: [ada], epoch: 1 });
    stolen.put("secret", one.keep.get("secret"));
    expect(await new Gatekeeper(stolen, 8 * HOUR).admitToken(minted!.token, NOW)).toBeNull();
  });

  test("stores nothing before it is opened, and is never opened for another room", async () => {
    const keep = createKeep();
    const gate = new Gatekeeper(keep, HOUR);
    expect(gate.record).toBeNull();
    expect(gate.admitMember("user:ada", "owner", NOW + HOUR, NOW)).toBeNull();
    expect(gate.takeMembers({ members: [ada], epoch: 1 })).toBe(false);
    expect(await gate.mint("user:ada", "viewer", HOUR, NOW, "owner")).toBeNull();
    expect(keep.values.size).toBe(0);
    gate.open("room", { tenantId: "t", members: [ada], epoch: 1 });
    expect(() => gate.open("room", { tenantId: "other", members: [bob], epoch: 9 })).toThrow();
    expect(() => gate.open("other", { tenantId: "t", members: [bob], epoch: 9 })).toThrow();
    expect(gate.record).toEqual({ tenantId: "t", members: [ada], epoch: 1 });
  });
});

test("y-websocket gives up only where a new connection would not help", () => {
  const isFinal = (code: number) => code >= 4400 && code < 4500;
  for (const name of ["full", "tooSlow", "tooMany", "failed"] as const)
    expect(isFinal(CLOSE[name].code), name).toBe(false);
  for (const name of ["malformed", "unauthorized", "removed", "gone", "quarantined", "tooLarge"] as const)
    expect(isFinal(CLOSE[name].code), name).toBe(true);
  for (const { reason } of Object.values(CLOSE))
    expect(new TextEncoder().encode(reason).length).toBeLessThan(124);
});
