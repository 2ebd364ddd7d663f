import { setTimeout as pause } from "node:timers/promises";
import { type LoadSender, startLoadSender } from "./load.ts";
import { seedFeatures } from "./seed-features.ts";
import type { BenchServers } from "./servers.ts";
import { median, ratioInTurns, type Spread, spreadOf } from "./statistics.ts";

/** Turns of each kind, and requests to a route in one turn. */
interface Effort {
  turns: number;
  requests: number;
  /** The same for routes that rest between requests. */
  restedRequests: number;
  /** Turns with many connections, in which requests a second are counted. */
  busyTurns: number;
  busyRequests: number;
}

const FULL: Effort = { turns: 16, requests: 150, restedRequests: 50, busyTurns: 5, busyRequests: 600 };
const QUICK: Effort = { turns: 8, requests: 100, restedRequests: 30, busyTurns: 2, busyRequests: 400 };

/** Connections that requests a second are counted with. */
export const CONNECTIONS = 16;
/**
 * How long one connection rests after an answer from KV or D1, in milliseconds. A miss puts what it found into KV once
 * it has answered, and without rests that would be measured as part of the next request.
 */
export const REST_MS = 5;
/** How long nothing is sent after a turn, for the same reason. */
const SETTLE_MS = 50;
/** Requests to each route that are not counted, while code is compiled and connections are opened. */
const WARM_UP = 300;
const WARM_UP_TURNS = 2;
/** No turn at a route takes longer, in milliseconds. */
const TURN_MS = 1_000;
/** Tracks whose features are read from KV again and again. */
const KV_TRACKS = 100;

export interface ReadFigures extends Spread {
  route: string;
  requestsPerSecond: number;
}

/** One route beside the bare one it stands against; every figure is milliseconds or requests a second. */
export interface Comparison {
  route: ReadFigures;
  bare: ReadFigures;
  /** Of the medians at one connection, and of the requests a second at many (bare over route). */
  latencyRatio: number;
  throughputRatio: number;
}

interface Route {
  name: string;
  port: number;
  headers: Record<string, string>;
  nextPaths: (count: number) => string[];
}

/**
 * Reads features in each of the three ways they can be found, each beside the least that could be done instead. Two
 * routes take turns, so that what else the machine does meets both.
 */
export async function measureReads(
  servers: BenchServers,
  body: string,
  quick: boolean,
): Promise<Comparison[]> {
  const effort = quick ? QUICK : FULL;
  const asked =
    WARM_UP * WARM_UP_TURNS + effort.turns * effort.requests + effort.busyTurns * effort.busyRequests;
  const fresh = await seedFeatures(servers, body, asked);
  const cached = await seedFeatures(servers, body, KV_TRACKS);
  const sender = startLoadSender();
  try {
    const { ports, key } = servers;
    const api = { headers: { authorization: `Bearer ${key}` } };
    const bare = { headers: {}, port: ports.bare };
    const features = "/v1/audio-features/";
    await fillKv(servers, sender, cached);
    const pairs: [Route, Route][] = [
      [
        { ...api, name: "isolate hit", port: ports.gateway, nextPaths: repeat(features, cached.slice(0, 1)) },
        { ...bare, name: "bare Hono route", nextPaths: repeat("/hono/", cached.slice(0, 1)) },
      ],
      [
        { ...api, name: "KV hit", port: ports.forgetful, nextPaths: repeat(features, cached) },
        { ...bare, name: "bare KV read", nextPaths: repeat("/kv/", cached) },
      ],
      [
        { ...api, name: "D1 miss", port: ports.forgetful, nextPaths: repeat(features, fresh) },
        { ...bare, name: "bare D1 read", nextPaths: repeat("/d1/", fresh) },
      ],
    ];
    const comparisons: Comparison[] = [];
    for (const [index, [route, against]] of pairs.entries()) {
      comparisons.push(await compare(sender, route, against, effort, index === 0 ? 0 : REST_MS));
    }
    return comparisons;
  } finally {
    sender.stop();
  }
}

/** Paths of the ids one after the other, from the first again after the last. */
function repeat(prefix: string, ids: readonly string[]): Route["nextPaths"] {
  let next = 0;
  return (count) => Array.from({ length: count }, () => `${prefix}${ids[next++ % ids.length]}`);
}

/** Has the gateway itself put tracks into KV, and waits until they are there. */
async function fillKv({ miniflare, tenantId, key, ports }: BenchServers, sender: LoadSender, ids: string[]) {
  const headers = { authorization: `Bearer ${key}` };
  const paths = ids.map((id) => `/v1/audio-features/${id}`);
  await sender.send({ port: ports.forgetful, headers, paths, connections: 1, restMs: 0, forMs: 10_000 });
  const kv = await miniflare.getKVNamespace("CACHE", "descant-gateway");
  for (const id of ids) {
    const until = performance.now() + 5_000;
    while ((await kv.get(`features/${tenantId}/${id}`)) === null) {
      if (performance.now() > until) throw new Error("the gateway put no features into KV");
    }
  }
}

async function compare(
  sender: LoadSender,
  route: Route,
  bare: Route,
  effort: Effort,
  restMs: number,
): Promise<Comparison> {
  const sides = [route, bare] as const;
  const load = async ({ port, headers, nextPaths }: Route, requests: number, connections: number) => {
    const rest = connections === 1 ? restMs : 0;
    const paths = nextPaths(requests);
    const result = await sender.send({ port, headers, paths, connections, restMs: rest, forMs: TURN_MS });
    if (restMs > 0) await pause(SETTLE_MS);
    return result;
  };
  for (const connections of [1, CONNECTIONS]) {
    for (const side of sides) await load(side, WARM_UP, connections);
  }
  const requests = restMs > 0 ? effort.restedRequests : effort.requests;
  const turns: [number[], number[]][] = [];
  for (let turn = 0; turn < effort.turns; turn++) {
    // Who goes first changes, since whoever follows pays for what the other left behind.
    const order = turn % 2 === 0 ? sides : sides.toReversed();
    const latencies = new Map<Route, number[]>();
    for (const side of order) latencies.set(side, (await load(side, requests, 1)).latencies);
    turns.push([latencies.get(route) ?? [], latencies.get(bare) ?? []]);
  }
  const busy: [number, number][] = [];
  for (let turn = 0; turn < effort.busyTurns; turn++) {
    const rates: number[] = [];
    for (const side of sides) {
      const { latencies, seconds } = await load(side, effort.busyRequests, CONNECTIONS);
      rates.push(latencies.length / seconds);
    }
    busy.push([rates[0]!, rates[1]!]);
  }
  const figures = (side: 0 | 1): ReadFigures => ({
    route: sides[side].name,
    ...spreadOf(turns.flatMap((turn) => turn[side])),
    requestsPerSecond: median(busy.map((rates) => rates[side])),
  });
  return {
    route: figures(0),
    bare: figures(1),
    latencyRatio: ratioInTurns(turns),
    throughputRatio: median(busy.map(([own, other]) => other / own)),
  };
}
