import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { mustSetAlarm, nextAlarm } from "../../../../src/collaboration/session/due-state.ts";
import { askAfterMs, judge, lookAgainAt } from "../../../../src/collaboration/session/liveness-state.ts";
import { countMessage } from "../../../../src/collaboration/session/message-rate-state.ts";
import { createPacer, Outbox } from "../../../../src/collaboration/session/outbox.ts";
import { PresenceState } from "../../../../src/collaboration/session/presence-state.ts";
import {
  isTooSlow,
  NOTHING_SENT,
  noteAnswer,
  noteAnswered,
  noteAsked,
  noteSent,
  shouldAsk,
} from "../../../../src/collaboration/session/reading-state.ts";

describe("presence", () => {
  const ada = { socket: "s1", actor: "user:ada" };
  const bob = { socket: "s2", actor: "user:bob" };
  const here = (client: number, clock: number, x = clock) => ({ client, clock, state: `{"x":${x}}` });
  const gone = (client: number, clock: number) => ({ client, clock, state: null });

  test("a socket speaks for the first client it names, and for no other", () => {
    const presence = new PresenceState();
    expect(presence.hear(ada, [here(1, 1)])).toMatchObject({ client: 1, clock: 1 });
    expect(presence.hear(ada, [here(2, 1)])).toBeNull();
    expect(presence.hear(bob, [here(1, 9)])).toBeNull();
    expect(presence.hear(bob, [gone(1, 9)])).toBeNull();
    expect(presence.hear(bob, [here(1, 9), here(2, 1)])).toMatchObject({ client: 2, actor: "user:bob" });
    expect(presence.all().map(({ client, state }) => [client, state])).toEqual([
      [1, '{"x":1}'],
      [2, '{"x":1}'],
    ]);
  });

  test("old news is passed over, and so is the same again", () => {
    const presence = new PresenceState();
    presence.hear(ada, [here(1, 5)]);
    expect(presence.hear(ada, [here(1, 4)])).toBeNull();
    expect(presence.hear(ada, [here(1, 5, 99)])).toBeNull();
    expect(presence.hear(ada, [here(1, 6)])).toMatchObject({ clock: 6 });
  });

  test("the echo of a client that has gone does not bring it back", () => {
    const presence = new PresenceState();
    presence.hear(ada, [here(1, 5)]);
    expect(presence.leave("s1")).toEqual(gone(1, 5));
    expect(presence.hear(bob, [here(1, 5)])).toBeNull();
    expect(presence.all()).toEqual([]);
    expect(presence.leave("s1")).toBeNull();
  });

  test("a client that comes back on a new socket with its old clock is taken", () => {
    const presence = new PresenceState();
    presence.hear(ada, [here(1, 5)]);
    presence.leave("s1");
    expect(presence.hear({ ...ada, socket: "s3" }, [here(1, 5)])).toMatchObject({ clock: 5, socket: "s3" });
  });

  test("a new socket of the same person takes over from one that is dead without knowing it", () => {
    const presence = new PresenceState();
    presence.hear(ada, [here(1, 5)]);
    expect(presence.hear({ ...ada, socket: "s3" }, [here(1, 5)])).toMatchObject({ socket: "s3" });
    expect(presence.leave("s1"), "the old one speaks for nobody").toBeNull();
    expect(presence.all()).toHaveLength(1);
  });

  test("a client says itself that it goes, and may come back", () => {
    const presence = new PresenceState();
    presence.hear(ada, [here(1, 5)]);
    expect(presence.hear(ada, [gone(1, 6)])).toEqual({ gone: gone(1, 6) });
    expect(presence.hear(ada, [here(1, 7)])).toMatchObject({ clock: 7 });
  });

  test("whoever is told of is present, and nobody else, whoever says what", () => {
    const act = fc.record({
      socket: fc.constantFrom("a1", "a2", "b1", "b2"),
      client: fc.integer({ min: 1, max: 3 }),
      clock: fc.nat(6),
      what: fc.constantFrom("here", "gone", "leave"),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const presence = new PresenceState();
        const told = new Map<number, boolean>();
        for (const { socket, client, clock, what } of acts) {
          const speaker = { socket, actor: socket.slice(0, 1) };
          const said = what === "here" ? here(client, clock) : gone(client, clock);
          const heard = what === "leave" ? null : presence.hear(speaker, [said]);
          const left = what === "leave" ? presence.leave(socket) : null;
          if (heard && "state" in heard) told.set(heard.client, true);
          if (heard && "gone" in heard) told.set(heard.gone.client, false);
          if (left) told.set(left.client, false);
          const sockets = presence.all().map((present) => present.socket);
          expect(new Set(sockets).size, "one client a socket").toBe(sockets.length);
        }
        const seen = [...told].filter(([, isHere]) => isHere).map(([client]) => client);
        expect(
          presence
            .all()
            .map(({ client }) => client)
            .sort(),
        ).toEqual(seen.sort());
      }),
      { numRuns: 500 },
    );
  });
});

describe("how far a client has read", () => {
  test("is known from its answers only", () => {
    let reading = noteSent(NOTHING_SENT, 100_000);
    expect(shouldAsk(reading)).toBe(true);
    reading = noteAsked(reading, 10, 0);
    expect(shouldAsk(reading)).toBe(false);
    reading = noteSent(reading, 500_000);
    expect(isTooSlow(reading, 600_010)).toBe(false);
    expect(isTooSlow(noteSent(reading, 1), 600_010)).toBe(true);
    reading = noteAnswered(reading);
    expect(reading.sent - reading.read).toBe(500_000);
    expect(noteAnswered(reading), "an answer that nobody asked for says nothing").toBe(reading);
  });

  test("one large answer is waited for, not one upon another", () => {
    const once = noteAnswer(NOTHING_SENT, 9_000_000);
    expect(isTooSlow(once, 4_000_000)).toBe(false);
    expect(isTooSlow(noteAnswer(once, 9_000_000), 4_000_000)).toBe(true);
    expect(isTooSlow(noteAnswer(noteAnswered(noteAsked(once, 10, 0)), 9_000_000), 4_000_000)).toBe(false);
  });
});

describe("silence", () => {
  test("is asked about, and an answer ends it", () => {
    expect(judge({ heardAt: 0, askedAt: null }, 5_000, 4_999)).toBe("fine");
    expect(judge({ heardAt: 0, askedAt: null }, 5_000, 5_000)).toBe("ask");
    expect(judge({ heardAt: 0, askedAt: 5_000 }, 5_000, 9_999)).toBe("fine");
    expect(judge({ heardAt: 0, askedAt: 5_000 }, 5_000, 10_000)).toBe("dead");
    expect(judge({ heardAt: 6_000, askedAt: 5_000 }, 5_000, 10_000)).toBe("fine");
  });

  test("is never longer than the server is silent to y-websocket before that gives up", () => {
    for (const sockets of [1, 10, 100, 5_000])
      for (const isAwake of [true, false]) expect(askAfterMs(sockets, isAwake)).toBeLessThan(30_000);
    expect(askAfterMs(10, true)).toBe(5_000);
    expect(lookAgainAt({ heardAt: 0, askedAt: null })).toBeLessThan(30_000);
    expect(lookAgainAt({ heardAt: 0, askedAt: 100 })).toBe(5_100);
  });
});

describe("the message rate", () => {
  const policy = { messagesPerSecond: 10, messageBurst: 5 };
  test("passes a burst, then what flows in", () => {
    let rate: ReturnType<typeof countMessage> = { tokens: 5, at: 0 };
    for (let i = 0; i < 5; i++) rate = rate && countMessage(rate, policy, 0);
    expect(rate).not.toBeNull();
    expect(countMessage(rate!, policy, 99)).toBeNull();
    expect(countMessage(rate!, policy, 100)).not.toBeNull();
  });

  test("never passes more than the burst and the flow, also when clocks go back", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 200 }), (times) => {
        let rate = { tokens: 5, at: 0 };
        let passed = 0;
        for (const at of times) {
          const next = countMessage(rate, policy, at);
          if (!next) continue;
          rate = next;
          passed++;
        }
        expect(passed).toBeLessThanOrEqual(5 + 10);
      }),
      { numRuns: 200 },
    );
  });
});

test("the alarm is the first thing due, and is moved to earlier times only", () => {
  expect(nextAlarm({ compactAt: null, lookAt: null, expireAt: null })).toBeNull();
  expect(nextAlarm({ compactAt: 5, lookAt: 3, expireAt: null })).toBe(3);
  expect(mustSetAlarm(null, 10)).toBe(true);
  expect(mustSetAlarm(null, null)).toBe(false);
  expect(mustSetAlarm(1_000, 5_000)).toBe(false);
  expect(mustSetAlarm(5_000, 1_000)).toBe(true);
});

describe("what is sent in turns", () => {
  function createPaced() {
    const timers: (() => void)[] = [];
    const at = { now: 1_000, sent: 0 };
    const pacer = createPacer(
      () => at.sent++,
      () => 10,
      (run) => timers.push(run),
      () => at.now,
    );
    return { at, pacer, timers };
  }

  test("goes out at once, then together after the pause", () => {
    const { at, pacer, timers } = createPaced();
    for (let i = 0; i < 3; i++) pacer.poke();
    expect(at.sent).toBe(1);
    expect(timers).toHaveLength(1);
    at.now += 10;
    timers.shift()?.();
    expect(at.sent).toBe(2);
    at.now += 10;
    pacer.poke();
    expect(at.sent).toBe(3);
    expect(timers).toHaveLength(0);
  });

  test("does not wait for a timer that is late, nor for a clock that went back", () => {
    const { at, pacer, timers } = createPaced();
    pacer.poke();
    pacer.poke();
    at.now += 11;
    pacer.poke();
    expect(at.sent).toBe(2);
    timers.shift()?.();
    expect(at.sent, "the timer finds nothing left").toBe(2);
    at.now -= 5_000;
    pacer.poke();
    expect(at.sent).toBe(3);
  });

  test("is one update with all of them, for everybody but the only one who knows it", () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on("update", (update: Uint8Array) => updates.push(update));
    for (const word of ["a", "b", "c"]) doc.getArray("l").push([word]);
    const outbox = new Outbox<string>();
    expect(outbox.take()).toBeNull();
    for (const update of updates) outbox.put(update, "ada");
    const taken = outbox.take();
    expect(taken?.except).toBe("ada");
    const copy = new Y.Doc();
    Y.applyUpdate(copy, taken!.update);
    expect(copy.getArray("l").toArray()).toEqual(["a", "b", "c"]);
    outbox.put(updates[0]!, "ada");
    outbox.put(updates[1]!, null);
    expect(outbox.take()?.except).toBeNull();
    expect(outbox.take()).toBeNull();
  });
});
