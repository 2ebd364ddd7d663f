import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  decodeWaveform,
  encodeWaveform,
  WaveformCollector,
  waveformJson,
} from "../../src/audio/waveform/index.ts";
import { chromiumIsMissing, closeContexts, openContext } from "./chromium.ts";

const missing = chromiumIsMissing("The test with wavesurfer.js is");

const RATE = 44_100;
const SECONDS = 12;
const WAVESURFER = new URL(import.meta.resolve("wavesurfer.js"));

/** What a page does with our JSON, as wavesurfer's documentation tells users of audiowaveform to: values become shares. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>waiting</title>
<style>body{margin:16px;background:#fafbf7}</style><div id="wave"></div>
<script type="module">
import WaveSurfer from "/wavesurfer.js";
const { data, bits, channels, length, sample_rate, samples_per_pixel } = await (await fetch("/waveform.json")).json();
const full = 2 ** (bits - 1);
const peaks = Array.from({ length: channels }, (_, c) =>
  Array.from({ length: 2 * length }, (_, i) => data[2 * ((i >> 1) * channels + c) + (i & 1)] / full));
const wave = WaveSurfer.create({
  container: "#wave", height: 120, waveColor: "#17211b", progressColor: "#b92b1a",
  peaks, duration: (length * samples_per_pixel) / sample_rate,
});
wave.on("ready", (duration) => { document.title = "ready " + duration.toFixed(2); window.wave = wave; });
wave.on("error", (error) => { document.title = "error " + error; });
</script>`;

/** A second of tone, a second of silence, and so on, each tone half as loud as the one before. */
function sound(): Float32Array {
  return Float32Array.from({ length: SECONDS * RATE }, (_, n) => {
    const second = Math.floor(n / RATE);
    return second % 2 === 1 ? 0 : 0.9 * 0.5 ** (second / 2) * Math.sin(n / 20);
  });
}

describe.skipIf(missing)("wavesurfer.js (skipped where there is no Chromium)", () => {
  let server: Server;
  let origin = "";
  let json = "";

  beforeAll(async () => {
    const module = await readFile(WAVESURFER);
    server = createServer((request, response) => {
      const [type, body] =
        request.url === "/wavesurfer.js"
          ? ["text/javascript", module]
          : request.url === "/waveform.json"
            ? ["application/json", json]
            : ["text/html", PAGE];
      response.writeHead(200, { "content-type": type }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
  });

  it.each([8, 16] as const)("draws our waveform of %i bits, stored and read back", async (bits) => {
    const collector = new WaveformCollector();
    collector.push({ channels: [sound()], sampleRate: RATE });
    json = waveformJson(decodeWaveform(encodeWaveform(collector.finish(), bits)), bits);

    const page = await (await openContext({ viewport: { width: 1000, height: 160 } })).newPage();
    const sins: string[] = [];
    page.on("pageerror", (error) => sins.push(error.message));
    await page.goto(origin);
    await page.waitForFunction(() => document.title !== "waiting");
    expect(await page.title()).toMatch(/^ready 12\.0/);
    // It draws a piece at a time, whenever the browser has a frame to draw.
    await expect.poll(async () => faultsOf(await heights(page))).toEqual([]);
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
    await closeContexts();
    expect(sins).toEqual([]);
  });
});

/** What is wrong in the middle of each second: tones are half as high as the one before, with silence between. */
function faultsOf(drawn: number[]): string[] {
  return Array.from({ length: SECONDS }, (_, second) => {
    const expected = second % 2 === 1 ? 0 : 120 * 0.9 * 0.5 ** (second / 2);
    const height = drawn[2 * second + 1]!;
    const isRight = expected === 0 ? height < 4 : Math.abs(height - expected) < 0.1 * expected + 3;
    return isRight ? "" : `second ${second} is ${height} high, not ${expected}`;
  }).filter((fault) => fault !== "");
}

/** How high wavesurfer drew, in CSS pixels, at every half second from 0 on. */
function heights(page: Page): Promise<number[]> {
  return page.evaluate((seconds) => {
    const host = document.querySelector("#wave > div");
    const canvases = [...(host?.shadowRoot?.querySelectorAll<HTMLCanvasElement>(".canvases canvas") ?? [])];
    const width = canvases.reduce((sum, canvas) => sum + canvas.width, 0);
    return Array.from({ length: 2 * seconds }, (_, i) => {
      let x = Math.min(width - 1, Math.round(((i / 2) * width) / seconds));
      const canvas = canvases.find((candidate) => {
        if (x < candidate.width) return true;
        x -= candidate.width;
        return false;
      });
      if (!canvas) return 0;
      const { data } = canvas.getContext("2d")!.getImageData(x, 0, 1, canvas.height);
      const inked = Array.from({ length: canvas.height }, (_, y) => data[4 * y + 3]!).filter(
        (alpha) => alpha > 40,
      );
      return (inked.length * 120) / canvas.height;
    });
  }, SECONDS);
}
