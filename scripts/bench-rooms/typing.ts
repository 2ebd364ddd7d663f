import { median, spreadOf } from "../bench/statistics.ts";
import { type Bench, type Contestant, closeSockets, eachOf, openSockets, pause } from "./bench.ts";
import { deal } from "./load.ts";
import type { TypeAnswer } from "./load-commands.ts";
import type { ByServer, StormFigures, TypingFigures } from "./report.ts";

const PATIENCE_MS = 60_000;

interface Typing {
  editors: number;
  edits: number;
  everyMs: number;
}

/** One round: a fresh room, its editors, their edits, and when everybody had all of them. */
async function typeOnce(
  bench: Bench,
  { room }: Contestant,
  name: string,
  { editors, edits, everyMs }: Typing,
): Promise<{ firstSentAt: number; lastSentAt: number; convergedAt: number; latencies: number[] }> {
  // Few sockets need no second process, and latencies are known in the process that sent.
  const load = editors > 50 ? bench.load : bench.load.slice(0, 1);
  await openSockets(load, "typing", [await room(name)], editors);
  await pause(100);
  const hands = deal(
    Array.from({ length: editors }, (_, index) => 1_000 + index),
    load.length,
  );
  const command = { group: "typing", edits, everyMs, total: editors * edits, withinMs: PATIENCE_MS };
  const answers: TypeAnswer[] = await Promise.all(
    load.map((process, index) => process.tell("type", { ...command, editors: hands[index] ?? [] })),
  );
  await closeSockets(load, "typing");
  const failed = answers.find(({ convergedAt }) => convergedAt === null);
  if (failed) throw new Error(failed.failed ?? `not converged after ${PATIENCE_MS / 1000} s`);
  return {
    firstSentAt: Math.min(...answers.map(({ firstSentAt }) => firstSentAt)),
    lastSentAt: Math.max(...answers.map(({ lastSentAt }) => lastSentAt)),
    convergedAt: Math.max(...answers.map(({ convergedAt }) => convergedAt ?? 0)),
    latencies: answers.flatMap(({ latencies }) => latencies),
  };
}

/** Editors who type steadily: how soon others see it, and how soon after the last keystroke all have everything. */
export function measureTyping(bench: Bench, rounds: number): Promise<ByServer<TypingFigures>> {
  const typing = { editors: 20, edits: 30, everyMs: 100 };
  return eachOf(bench, "typing", async (contestant) => {
    const latencies: number[] = [];
    const converged: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const typed = await typeOnce(bench, contestant, `typing-${round}`, typing);
      for (const latency of typed.latencies) latencies.push(latency);
      converged.push(typed.convergedAt - typed.lastSentAt);
    }
    return {
      editors: typing.editors,
      editsPerSecond: (typing.editors * 1000) / typing.everyMs,
      latency: spreadOf(latencies),
      convergedMs: median(converged),
    };
  });
}

/** Editors who send all their edits at once: how many a second until everybody has all of them. */
export function measureStorm(
  bench: Bench,
  editors: number,
  edits: number,
  rounds: number,
): Promise<ByServer<StormFigures>> {
  return eachOf(bench, `a storm of ${editors} editors`, async (contestant) => {
    const rates: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const typed = await typeOnce(bench, contestant, `storm-${editors}-${round}`, {
        editors,
        edits,
        everyMs: 0,
      });
      rates.push((editors * edits * 1000) / (typed.convergedAt - typed.firstSentAt));
    }
    return { editors, edits: editors * edits, editsPerSecond: median(rates) };
  });
}
