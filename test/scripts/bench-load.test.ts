import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HttpConnection } from "../../scripts/bench/http-connection.ts";
import { startLoadSender } from "../../scripts/bench/load.ts";

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<number> {
  // Connections that are idle stay open, however long the machine thinks of something else.
  const server = createServer({ keepAliveTimeout: 0 }, listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: test\r\n\r\n`;

describe("HttpConnection", () => {
  it("reads answers of known length, in chunks and without a body, one after the other", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/none") return response.writeHead(204).end();
      if (request.url === "/chunks") {
        response.write("first");
        return setTimeout(() => response.end("x".repeat(100_000)), 5);
      }
      return response.writeHead(404, { "content-length": 200_000 }).end("y".repeat(200_000));
    });
    const connection = await HttpConnection.open(port);
    expect(await connection.send(get("/none"))).toMatchObject({ status: 204 });
    const chunked = await connection.send(get("/chunks"));
    expect(chunked.status).toBe(200);
    expect(chunked.size).toBeGreaterThan(100_005);
    const long = await connection.send(get("/long"));
    expect(long.status).toBe(404);
    expect(long.size).toBeGreaterThan(200_000);
    connection.close();
    expect(connection.closed).toBe(true);
  });

  it("says that it has ended, instead of waiting for ever", async () => {
    const port = await serve((request) => request.socket.destroy());
    const connection = await HttpConnection.open(port);
    await expect(connection.send(get("/"))).rejects.toThrow();
    expect(connection.closed).toBe(true);
    expect(() => connection.send(get("/"))).toThrow("closed");
    await expect(HttpConnection.open(1)).rejects.toThrow();
  });
});

describe("the load process", () => {
  it("sends each path once, over as many connections as asked for, and counts what it got", async () => {
    const seen: string[] = [];
    const sockets = new Set<unknown>();
    const port = await serve((request, response) => {
      seen.push(`${request.headers.authorization} ${request.url}`);
      sockets.add(request.socket);
      response.end("{}");
    });
    const sender = startLoadSender();
    try {
      const paths = Array.from({ length: 40 }, (_, index) => `/${index}`);
      const load = {
        port,
        headers: { authorization: "Bearer key" },
        connections: 4,
        restMs: 0,
        forMs: 600_000,
      };
      const { latencies, seconds, statuses } = await sender.send({ ...load, paths });
      expect(latencies).toHaveLength(40);
      expect(Math.min(...latencies)).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThan(0);
      expect(statuses).toEqual({ 200: 40 });
      expect(seen.toSorted()).toEqual(paths.map((path) => `Bearer key ${path}`).toSorted());
      expect(sockets.size).toBe(4);
    } finally {
      sender.stop();
    }
  });

  it("stops in time, and fails when answers are no successes or nobody is there", async () => {
    const port = await serve((request, response) => {
      response.writeHead(request.url === "/busy" ? 429 : 200).end("{}");
    });
    const sender = startLoadSender();
    try {
      const load = { port, headers: {}, connections: 1, restMs: 10, forMs: 100 };
      const { latencies } = await sender.send({ ...load, paths: Array(1_000).fill("/") });
      expect(latencies.length).toBeLessThan(100);
      const patient = { ...load, forMs: 600_000 };
      await expect(sender.send({ ...patient, paths: ["/busy"] })).rejects.toThrow("1 × 429");
      await expect(sender.send({ ...patient, port: 1, paths: ["/"] })).rejects.toThrow();
    } finally {
      sender.stop();
    }
  });
});
