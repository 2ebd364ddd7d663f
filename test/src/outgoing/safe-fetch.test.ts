import { describe, expect, test } from "vitest";
import { createSafeFetch, OutgoingRefused, type SafeFetchOptions } from "../../../src/outgoing/index.ts";

interface Asked {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** An internet of a few addresses, and a safe fetch that asks it; what arrived there is written down. */
function internet(
  sites: Record<string, (asked: Asked) => Response | Promise<Response>>,
  options: Partial<SafeFetchOptions> = {},
) {
  const asked: Asked[] = [];
  const safeFetch = createSafeFetch({
    allowed: [],
    timeoutMs: 60_000,
    maxBytes: 1_000,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      expect(request.redirect).toBe("manual");
      const one = {
        url: request.url,
        method: request.method,
        headers: Object.fromEntries(request.headers),
        body: new TextDecoder().decode(await request.arrayBuffer()),
      };
      asked.push(one);
      return sites[request.url]?.(one) ?? new Response(null, { status: 404 });
    },
    ...options,
  });
  return { safeFetch, asked };
}
const redirect =
  (location: string, status = 302) =>
  () =>
    new Response("moved", { status, headers: { location } });
const refusal = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OutgoingRefused);
  return (error as OutgoingRefused).reason;
};

describe("a plain request", () => {
  test("arrives as it was sent, without cookies, and its answer comes back without them", async () => {
    const { safeFetch, asked } = internet({
      "https://sso.example.com/token": () =>
        Response.json({ ok: true }, { status: 201, headers: { "set-cookie": "a=b", etag: '"1"' } }),
    });
    const answer = await safeFetch("https://sso.example.com/token", {
      method: "POST",
      body: new URLSearchParams({ code: "1" }),
      headers: { authorization: "Basic x", cookie: "session=1" },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await answer.json()).toEqual({ ok: true });
    expect(asked).toMatchObject([{ method: "POST", body: "code=1", headers: { authorization: "Basic x" } }]);
    expect(asked[0]?.headers).not.toHaveProperty("cookie");
  });

  test("takes what fetch takes: a URL, a Request", async () => {
    const { safeFetch, asked } = internet({ "https://a.example.com/": () => new Response("a") });
    expect(await (await safeFetch(new URL("https://a.example.com/"))).text()).toBe("a");
    const request = new Request("https://a.example.com/", { method: "PUT", body: "b", headers: { x: "y" } });
    expect(await (await safeFetch(request)).text()).toBe("a");
    expect(asked[1]).toMatchObject({ method: "PUT", body: "b", headers: { x: "y" } });
  });

  test("an address that may not be asked is not", async () => {
    const { safeFetch, asked } = internet({});
    expect(await refusal(safeFetch("http://example.com/"))).toBe("scheme");
    expect(await refusal(safeFetch("https://169.254.169.254/latest/meta-data/"))).toBe("host");
    expect(await refusal(safeFetch("https://a:b@example.com/"))).toBe("credentials");
    expect(await refusal(safeFetch("nonsense"))).toBe("address");
    expect(asked).toEqual([]);
  });

  test("a failure of the network is told as it is", async () => {
    const { safeFetch } = internet({
      "https://a.example.com/": () => Promise.reject(new TypeError("no route")),
    });
    await expect(safeFetch("https://a.example.com/")).rejects.toThrow(new TypeError("no route"));
  });
});

describe("redirects", () => {
  test("three are followed, each looked at; a fourth is not", async () => {
    const sites = {
      "https://a.example.com/": redirect("/2"),
      "https://a.example.com/2": redirect("https://b.example.com/"),
      "https://b.example.com/": redirect("//c.example.com"),
      "https://c.example.com/": () => new Response("here"),
    };
    expect(await (await internet(sites).safeFetch("https://a.example.com/")).text()).toBe("here");
    const longer = internet({ ...sites, "https://c.example.com/": redirect("/further") });
    expect(await refusal(longer.safeFetch("https://a.example.com/"))).toBe("redirect");
    expect(longer.asked).toHaveLength(4);
  });

  test.each([
    ["https://127.0.0.1/", "host"],
    ["https://[::ffff:169.254.169.254]/", "host"],
    ["https://localhost/", "host"],
    ["http://b.example.com/", "scheme"],
    ["//b.example.com:8080/", "port"],
    ["https://a:b@b.example.com/", "credentials"],
    ["file:///etc/passwd", "scheme"],
    ["https://", "address"],
  ])("to %s: refused, and not asked", async (location, reason) => {
    const { safeFetch, asked } = internet({ "https://a.example.com/": redirect(location) });
    expect(await refusal(safeFetch("https://a.example.com/"))).toBe(reason);
    expect(asked).toHaveLength(1);
  });

  test("another origin hears nothing that could be a secret, and neither does the first when asked again", async () => {
    const { safeFetch, asked } = internet({
      "https://a.example.com/": redirect("https://b.example.com/"),
      "https://b.example.com/": redirect("https://a.example.com/end"),
    });
    await safeFetch("https://a.example.com/", {
      headers: { authorization: "Bearer s", "x-api-key": "s", accept: "application/json" },
    });
    expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer s", "x-api-key": "s" });
    for (const { headers } of asked.slice(1)) {
      expect(headers).toMatchObject({ accept: "application/json" });
      expect(JSON.stringify(headers)).not.toContain('"s"');
      expect(headers).not.toHaveProperty("authorization");
    }
  });

  test.each([
    [301, "POST", "GET", ""],
    [302, "POST", "GET", ""],
    [303, "PUT", "GET", ""],
    [307, "POST", "POST", "secret"],
    [308, "PUT", "PUT", "secret"],
    [302, "PUT", "PUT", "secret"],
  ])("%i of a %s on the same origin: %s", async (status, method, then, body) => {
    const { safeFetch, asked } = internet({ "https://a.example.com/": redirect("/2", status) });
    await safeFetch("https://a.example.com/", { method, body: "secret" });
    expect(asked[1]).toMatchObject({ method: then, body });
  });

  test("what was meant for one host is not handed to another", async () => {
    const { safeFetch, asked } = internet({
      "https://a.example.com/": redirect("https://b.example.com/", 307),
    });
    const body = new URLSearchParams({ client_secret: "s" });
    expect(await refusal(safeFetch("https://a.example.com/", { method: "POST", body }))).toBe("redirect");
    expect(asked).toHaveLength(1);
  });

  test("who follows none gets the answer itself, or a refusal", async () => {
    const { safeFetch } = internet({ "https://a.example.com/": redirect("https://127.0.0.1/") });
    const answer = await safeFetch("https://a.example.com/", { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://127.0.0.1/"]);
    expect(await refusal(safeFetch("https://a.example.com/", { redirect: "error" }))).toBe("redirect");
  });
});

describe("limits", () => {
  const endless = () =>
    new Response(
      new ReadableStream(
        { pull: (controller) => controller.enqueue(new Uint8Array(100)) },
        { highWaterMark: 0 },
      ),
    );

  test("a body of the limit is taken; one byte more is not, whatever its label says", async () => {
    const { safeFetch } = internet({
      "https://a.example.com/fits": () => new Response("x".repeat(1_000)),
      "https://a.example.com/long": () => new Response("x".repeat(1_001)),
      "https://a.example.com/endless": endless,
      "https://a.example.com/labelled": () =>
        new Response(endless().body, { headers: { "content-length": "5000" } }),
    });
    expect(await (await safeFetch("https://a.example.com/fits")).text()).toHaveLength(1_000);
    for (const path of ["long", "endless", "labelled"])
      expect(await refusal(safeFetch(`https://a.example.com/${path}`)), path).toBe("too-large");
  });

  test("an answer that does not come, or never ends, is waited for so long and no longer", async () => {
    const { safeFetch } = internet(
      {
        "https://a.example.com/silent": () => new Promise<never>(() => {}),
        "https://a.example.com/drip": () =>
          new Response(
            new ReadableStream({
              pull: async (controller) => {
                await new Promise((resolve) => setTimeout(resolve, 20));
                controller.enqueue(new Uint8Array(1));
              },
            }),
          ),
      },
      { timeoutMs: 150, maxBytes: 1_000_000 },
    );
    for (const path of ["silent", "drip"])
      expect(await refusal(safeFetch(`https://a.example.com/${path}`)), path).toBe("timeout");
  });

  test("a caller who gives up is heard", async () => {
    const { safeFetch } = internet({ "https://a.example.com/": () => new Promise<never>(() => {}) });
    const controller = new AbortController();
    const answer = safeFetch("https://a.example.com/", { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });
});

describe("names that can be resolved", () => {
  const sites = { "https://a.example.com/": () => new Response("a") };
  test.each([
    [["93.184.215.14"], null],
    [["93.184.215.14", "2606:2800:21f:cb07::1"], null],
    [["93.184.215.14", "10.0.0.1"], "host"],
    [["127.0.0.1"], "host"],
    [["::1"], "host"],
    [["fe80::1%eth0"], "host"],
    [["::ffff:10.0.0.1"], "host"],
    [[], "host"],
  ])("to %j: %s", async (addresses, reason) => {
    const { safeFetch, asked } = internet(sites, { resolve: async () => addresses });
    if (reason === null) expect((await safeFetch("https://a.example.com/")).status).toBe(200);
    else {
      expect(await refusal(safeFetch("https://a.example.com/"))).toBe(reason);
      expect(asked).toEqual([]);
    }
  });

  test("each redirect's too, but not of what the operator allowed", async () => {
    const { safeFetch, asked } = internet(
      {
        "http://localhost:9000/": redirect("https://a.example.com/"),
        "https://a.example.com/": redirect("https://inside.example.com/"),
      },
      {
        allowed: ["http://localhost:9000/"],
        resolve: async (name) => [name === "a.example.com" ? "93.184.215.14" : "192.168.0.9"],
      },
    );
    expect(await refusal(safeFetch("http://localhost:9000/"))).toBe("host");
    expect(asked.map(({ url }) => url)).toEqual(["http://localhost:9000/", "https://a.example.com/"]);
  });
});
