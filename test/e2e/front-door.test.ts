import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OUTGOING_NETWORK, outgoingNetwork } from "../../scripts/outgoing-network.ts";
import { goldenFile } from "./../golden/hostile.ts";
import { useDescant } from "./server.ts";

describe("what Miniflare answers by itself", () => {
  const descant = useDescant();
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, descant.running.url), { headers });

  test("a recording is not to be had without a key, by the address that Miniflare gives to R2's objects", async () => {
    await descant.api.upload(goldenFile("g-major-96.mp3"));
    const [key] = await descant.objects();
    const answer = await ask(`/cdn-cgi/local/r2/public/descant-audio/${key}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("x-request-id")).toBeTruthy();
  });

  test.each(["descant-identity", "descant-inference", "descant-outgoing"])(
    "a header does not lead past the gateway to %s",
    async (worker) => {
      const answer = await ask("/healthz", { "MF-Route-Override": worker });
      expect(await answer.json()).toEqual({ status: "ok" });
    },
  );
});

describe("identity's way out", () => {
  let server: Server;
  let miniflare: Miniflare;
  let origin: string;
  const ask = async (address: string) => {
    const url = new URL(await miniflare.ready);
    url.searchParams.set("ask", address);
    return (await fetch(url)).text();
  };
  beforeAll(async () => {
    server = createServer((_, answer) => answer.end("inside")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const script = `export default {
      async fetch(request) {
        try { return await fetch(new URL(request.url).searchParams.get("ask")); }
        catch { return new Response("refused"); }
      },
    };`;
    const asks = {
      modules: true,
      script,
      compatibilityDate: "2026-11-01",
      outboundService: OUTGOING_NETWORK,
    };
    miniflare = new Miniflare(
      convertV4MiniflareOptions({ port: 0, workers: [{ name: "asks", ...asks }, outgoingNetwork(origin)] }),
    );
    await miniflare.ready;
  });
  afterAll(async () => {
    await miniflare.dispose();
    server.close();
  });

  test("an origin that the operator allowed is reached, and a private address by another name is not", async () => {
    expect(await ask(origin)).toBe("inside");
    const { port } = new URL(origin);
    for (const host of ["127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "2130706433"])
      expect(await ask(`http://${host}:${port}/`), host).toBe("refused");
  });
});
