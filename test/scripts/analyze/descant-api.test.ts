import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { createDescantApi, RefusalError, type Stage } from "../../../scripts/analyze/descant-api.ts";
import { featuresOf } from "./features.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** An API that answers with the given handlers in turn, one for each request. */
async function api(...handlers: Handler[]) {
  const seen: { method: string; url: string; headers: IncomingMessage["headers"]; bytes: number }[] = [];
  // Connections that are idle stay open, however long the machine thinks of something else.
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    seen.push({ method: request.method!, url: request.url!, headers: request.headers, bytes: body.length });
    handlers[seen.length - 1]?.(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { seen, client: createDescantApi(`http://127.0.0.1:${address.port}`, "dsc_key") };
}

function song(bytes: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), "descant-api-"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, "song.mp3"), Buffer.alloc(bytes, 7));
  return path.join(folder, "song.mp3");
}

const json = (status: number, value: unknown, headers: Record<string, string> = {}): Handler => {
  return (_, response) => response.writeHead(status, headers).end(JSON.stringify(value));
};
const error = (status: number, code: string, message: string, headers = {}) =>
  json(status, { error: { status, code, message, request_id: "r1" } }, headers);
const task = (status: string, progress: number, more = {}) => ({
  id: "task1",
  status,
  progress,
  error: null,
  ...more,
});
const upload = (more: object) => ({ track: { id: "track1" }, task: null, audio_features: null, ...more });

it("streams the file with its labels and gives the features that come with the answer", async () => {
  const bytes = 700_000;
  const { seen, client } = await api(json(201, upload({ audio_features: featuresOf() })));
  const stages: Stage[] = [];
  const analysed = await client.analyse(song(bytes), bytes, { title: "A & B" }, (stage) =>
    stages.push(stage),
  );
  expect(analysed).toEqual({ trackId: "track1", features: featuresOf() });
  expect(seen[0]).toMatchObject({ method: "POST", url: "/v1/tracks?title=A+%26+B", bytes });
  expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer dsc_key", prefer: "wait=2" });
  // It came in chunks, not as one body whose length was known.
  expect(seen[0]?.headers["transfer-encoding"]).toBe("chunked");
  const shares = stages.flatMap((stage) => (stage.name === "uploading" ? stage.share : []));
  expect(shares.length).toBeGreaterThan(1);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
});

it("follows the task of a long analysis to its features", async () => {
  const { seen, client } = await api(
    json(202, upload({ task: task("queued", 0) })),
    json(200, task("running", 0.4)),
    json(200, task("succeeded", 1)),
    json(200, featuresOf()),
  );
  const stages: Stage[] = [];
  const { features } = await client.analyse(song(10), 10, {}, (stage) => stages.push(stage));
  expect(features.id).toBe(featuresOf().id);
  expect(seen.map(({ url }) => url).slice(1)).toEqual([
    "/v1/tasks/task1",
    "/v1/tasks/task1",
    "/v1/audio-features/track1",
  ]);
  expect(stages).toContainEqual({ name: "analysing", share: 0.4 });
});

it("says why an analysis failed", async () => {
  const failed = task("failed", 0, { error: { code: "corrupt_audio", message: "It is broken." } });
  const { client } = await api(json(202, upload({ task: task("queued", 0) })), json(200, failed));
  await expect(client.analyse(song(10), 10, {}, () => {})).rejects.toMatchObject({
    code: "corrupt_audio",
    message: "It is broken.",
  });
});

it("comes back when it is told to, and sends the whole file again", async () => {
  const { seen, client } = await api(
    error(429, "rate_limited", "Too many requests.", { "retry-after": "1" }),
    json(201, upload({ audio_features: featuresOf() })),
  );
  const stages: Stage[] = [];
  const started = performance.now();
  await client.analyse(song(3000), 3000, {}, (stage) => stages.push(stage));
  expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  expect(stages).toContainEqual({ name: "waiting", seconds: 1 });
  expect(seen.map(({ bytes }) => bytes)).toEqual([3000, 3000]);
});

it("passes on the API's sentence, code and request id", async () => {
  const { client } = await api(error(415, "unsupported_audio", "This is a zip archive."));
  const refusal = await client.analyse(song(10), 10, {}, () => {}).catch((thrown) => thrown);
  expect(refusal).toBeInstanceOf(RefusalError);
  expect(refusal).toMatchObject({
    status: 415,
    code: "unsupported_audio",
    message: "This is a zip archive.",
    requestId: "r1",
  });
});

it("does not take another program's page for an answer", async () => {
  const { client } = await api((_, response) => response.writeHead(502).end("<h1>Bad gateway</h1>"));
  await expect(client.analyse(song(10), 10, {}, () => {})).rejects.toThrow(/502.*not JSON/);
});

it("says so when the server hangs up", async () => {
  const { client } = await api((request) => request.socket.destroy());
  await expect(client.analyse(song(10), 10, {}, () => {})).rejects.toThrow(
    /connection to the server was lost/,
  );
});

it("fails on a file that disappears", async () => {
  const { client } = await api(json(201, upload({ audio_features: featuresOf() })));
  await expect(client.analyse("/no/such/file.mp3", 10, {}, () => {})).rejects.toThrow(/ENOENT/);
});

it("accepts a key that may not list, and refuses one that is not known", async () => {
  const { client } = await api(
    error(403, "insufficient_scope", "No."),
    error(401, "unauthenticated", "Unknown key."),
  );
  await expect(client.checkKey()).resolves.toBeUndefined();
  await expect(client.checkKey()).rejects.toThrow("Unknown key.");
});
