/** The process that sends load, so that sending does not share a thread with whoever started the servers. */
import { setTimeout as rest } from "node:timers/promises";
import { HttpConnection } from "./http-connection.ts";
import type { Load, LoadResult } from "./load.ts";

const open = new Map<string, HttpConnection>();

/** Connections stay open from load to load: a connection's start is no part of what is measured. */
async function connectionOf(port: number, index: number): Promise<HttpConnection> {
  const name = `${port}/${index}`;
  const known = open.get(name);
  if (known && !known.closed) return known;
  const connection = await HttpConnection.open(port);
  open.set(name, connection);
  return connection;
}

async function send({ port, headers, paths, connections, restMs, forMs }: Load): Promise<LoadResult> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  const opened = await Promise.all(
    Array.from({ length: connections }, (_, index) => connectionOf(port, index)),
  );
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${lines}\r\n`));
  const latencies: number[] = [];
  const statuses: Record<number, number> = {};
  let next = 0;
  const started = performance.now();
  await Promise.all(
    opened.map(async (connection) => {
      while (next < requests.length && performance.now() - started < forMs) {
        const request = requests[next++]!;
        const sent = performance.now();
        const { status } = await connection.send(request);
        latencies.push(performance.now() - sent);
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (restMs > 0) await rest(restMs);
      }
    }),
  );
  return { latencies, seconds: (performance.now() - started) / 1000, statuses };
}

process.on("message", (load: Load) => {
  send(load).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: String(error) }),
  );
});
