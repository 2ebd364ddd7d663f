import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Upload } from "../../../src/catalog/contract.ts";
import { createServices } from "../../../src/services.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { createTenant, errorOf, ORIGIN, type Tenant } from "../../workers/gateway/tenant.ts";

const WAIT = { prefer: "wait=30" };
const upload = (tenant: Tenant, body: BodyInit, headers: Record<string, string> = {}) =>
  tenant.fetch("/v1/tracks", { method: "POST", body, headers });

describe("taking a recording in", () => {
  test("a form is answered 202 with a task that ends well, and the features are there", async () => {
    const tenant = await createTenant();
    const answer = await upload(
      tenant,
      formOf(wavFile(2), { title: "A", artist: "B", isrc: "nl-a20-05-00019" }),
    );
    expect(answer.status).toBe(202);
    expect(answer.headers.get("retry-after")).toBe("1");
    const { track, task } = await answer.json<Upload>();
    expect(answer.headers.get("location")).toBe(`/v1/tasks/${task?.id}`);
    expect(track).toMatchObject({
      name: "A",
      artists: [{ name: "B" }],
      external_ids: { isrc: "NLA200500019" },
    });
    expect(track.audio).toMatchObject({ format: "wav", size_bytes: wavFile(2).length });

    const again = await upload(tenant, wavFile(2), { ...WAIT, "content-type": "audio/wav" });
    const { audio_features } = await again.json<Upload>();
    expect(again.status).toBe(200);
    expect(audio_features).toMatchObject({ id: track.id, type: "audio_features", duration_ms: 2000 });
    const done = await (await tenant.fetch(`/v1/tasks/${task?.id}`)).json();
    expect(done).toMatchObject({ status: "succeeded", progress: 1, attempts: 1, error: null });
  });

  test("a form without a title is called what its file is called", async () => {
    const { track } = await (await upload(await createTenant(), formOf(wavFile(1, 8)))).json<Upload>();
    expect(track.name).toBe("song");
  });

  test("a raw body with Prefer: wait is answered 201 with the features", async () => {
    const tenant = await createTenant();
    const answer = await tenant.fetch("/v1/tracks?title=Raw&external_id=x%2F1", {
      method: "POST",
      body: wavFile(1.5),
      headers: { ...WAIT, "content-type": "audio/x-whatever" },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("preference-applied")).toBe("wait=30");
    const { track, audio_features } = await answer.json<Upload>();
    expect(answer.headers.get("location")).toBe(`/v1/tracks/${track.id}`);
    expect(track).toMatchObject({ name: "Raw", external_id: "x/1", duration_ms: 1500 });
    expect(audio_features?.confidence.loudness).toBe(1);
  });

  test("the same bytes are one track in a tenant, and another one in another tenant", async () => {
    const [one, other] = [await createTenant(), await createTenant()];
    const ids = new Set<string>();
    for (const tenant of [one, one, other]) {
      ids.add((await (await upload(tenant, formOf(wavFile(1, 1)))).json<Upload>()).track.id);
    }
    expect(ids.size).toBe(2);
  });

  test("ten at once: one track, one analysis, one object in the store", async () => {
    const tenant = await createTenant();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => upload(tenant, formOf(wavFile(1, 2)), WAIT)),
    );
    const uploads = await Promise.all(answers.map((answer) => answer.json<Upload>()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
    expect(new Set(uploads.map(({ track }) => track.id)).size).toBe(1);
    expect(new Set(uploads.map(({ task }) => task?.id)).size).toBe(1);
    expect((await env.AUDIO.list({ prefix: `${tenant.id}/tracks/` })).objects).toHaveLength(1);
    const { count } = (await env.DB.prepare("select count(*) as count from uploads").first<{
      count: number;
    }>())!;
    expect(count).toBe(0);
  });

  test("more than one part of the store's arrives byte for byte", async () => {
    const tenant = await createTenant();
    const bytes = wavFile(300);
    expect(bytes.length).toBeGreaterThan(2 * 5 * 2 ** 20);
    const { track } = await (await upload(tenant, formOf(bytes))).json<Upload>();
    const sound = new Uint8Array(await (await tenant.fetch(`/v1/tracks/${track.id}/audio`)).arrayBuffer());
    expect(sound.length).toBe(bytes.length);
    expect(sound.every((byte, i) => byte === bytes[i])).toBe(true);
  });
});

describe("what is refused", () => {
  const refusals: [string, BodyInit, Record<string, string>, number, string][] = [
    ["an empty body", new Uint8Array(0), { "content-type": "audio/wav" }, 422, "empty_audio"],
    [
      "random bytes",
      crypto.getRandomValues(new Uint8Array(5000)),
      { "content-type": "audio/mpeg" },
      415,
      "unsupported_audio",
    ],
    [
      "a zip",
      new Uint8Array([0x50, 0x4b, 3, 4, ...new Array(100).fill(7)]),
      { "content-type": "audio/mpeg" },
      415,
      "unsupported_audio",
    ],
    ["a JSON body", "{}", { "content-type": "application/json" }, 415, "unsupported_media_type"],
    ["a form without a boundary", "x", { "content-type": "multipart/form-data" }, 400, "malformed_body"],
    [
      "a form cut off",
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nRIFF',
      { "content-type": "multipart/form-data; boundary=b" },
      400,
      "malformed_body",
    ],
    [
      "a form without a file",
      new URLSearchParams().toString() || "--b--\r\n",
      { "content-type": "multipart/form-data; boundary=b" },
      400,
      "malformed_body",
    ],
  ];
  test.each(refusals)("%s", async (_, body, headers, status, code) => {
    const tenant = await createTenant();
    const answer = await upload(tenant, body, headers);
    expect(await errorOf(answer)).toMatchObject({ status, code });
    expect((await env.AUDIO.list({ prefix: `${tenant.id}/` })).objects).toHaveLength(0);
    const next = await upload(tenant, formOf(wavFile(0.5)));
    expect(next.status).toBe(202);
  });

  test("a label that is not one, after the file has been read, leaves nothing behind", async () => {
    const tenant = await createTenant();
    const answer = await upload(tenant, formOf(wavFile(1), { isrc: "nonsense" }));
    expect(await errorOf(answer)).toMatchObject({ status: 400, code: "invalid_request" });
    expect((await env.AUDIO.list({ prefix: `${tenant.id}/` })).objects).toHaveLength(0);
    expect(
      (await env.DB.prepare("select * from uploads where tenant_id = ?").bind(tenant.id).all()).results,
    ).toEqual([]);
  });

  test("two files in one form", async () => {
    const form = formOf(wavFile(1));
    form.append("file", new File([wavFile(1)], "b.wav"));
    expect(await errorOf(await upload(await createTenant(), form))).toMatchObject({ code: "malformed_body" });
  });

  test("a file over the limit, declared or not", async () => {
    const { id, key } = await createTenant();
    // A limit that is reached sooner than the real one, but not before parts have gone to the store.
    const { app } = createServices({ ...env, MAX_UPLOAD_BYTES: 11_000_000 });
    const send = async (body: BodyInit, more: Record<string, string> = {}) => {
      const headers = { authorization: `Bearer ${key}`, "content-type": "audio/wav", ...more };
      const request = new Request(`${ORIGIN}/v1/tracks`, { method: "POST", body, headers });
      return app.fetch(request, env, createExecutionContext());
    };
    const declared = await send(wavFile(1), { "content-length": "200000000" });
    expect(await errorOf(declared)).toMatchObject({ status: 413, code: "payload_too_large" });
    const pieces = [wavFile(1), ...Array.from({ length: 11 }, () => new Uint8Array(1_000_000))];
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    });
    const streamed = await send(body);
    expect(await errorOf(streamed)).toMatchObject({ status: 413, code: "payload_too_large" });
    expect((await env.AUDIO.list({ prefix: `${id}/` })).objects).toHaveLength(0);
  });

  test("a recording at fault ends its task with the reason, and answers 422 to who waits", async () => {
    const tenant = await createTenant();
    const broken = wavFile(1);
    broken.fill(0, 22, 28);
    const answer = await upload(tenant, broken, { ...WAIT, "content-type": "audio/wav" });
    const error = await errorOf(answer);
    expect(answer.status).toBe(422);
    expect(["corrupt_audio", "unsupported_audio"]).toContain(error.code);
    expect(error.details).toMatchObject({ task: { status: "failed", attempts: 1 } });
  });
});

describe("Idempotency-Key", () => {
  test("a repeated upload gets the first answer again, marked", async () => {
    const tenant = await createTenant();
    const send = (variant: number) =>
      upload(tenant, formOf(wavFile(1, variant)), { "idempotency-key": "k-1" });
    const first = await send(3);
    const second = await send(3);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(await second.json()).toEqual(await first.json());
    expect(await errorOf(await send(4))).toMatchObject({ status: 422, code: "idempotency_mismatch" });
  });

  test("a key in use by a request under way is refused for the moment", async () => {
    const tenant = await createTenant();
    const send = () => upload(tenant, formOf(wavFile(2, 5)), { ...WAIT, "idempotency-key": "k-2" });
    const answers = await Promise.all([send(), send()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const busy = answers.find(({ status }) => status === 409)!;
    expect(busy.headers.get("retry-after")).toBe("1");
  });

  test("a refusal for a broken body does not burn the key", async () => {
    const tenant = await createTenant();
    const headers = { "idempotency-key": "k-3", "content-type": "multipart/form-data; boundary=b" };
    expect((await upload(tenant, "--b--\r\n", headers)).status).toBe(400);
    expect((await upload(tenant, formOf(wavFile(1, 6)), { "idempotency-key": "k-3" })).status).toBe(202);
  });

  test("a malformed key", async () => {
    const answer = await upload(await createTenant(), formOf(wavFile(1)), { "idempotency-key": "a b" });
    expect(await errorOf(answer)).toMatchObject({ code: "invalid_request" });
  });
});
