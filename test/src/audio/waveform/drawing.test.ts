import { describe, expect, it } from "vitest";
import { drawWaveform, timeTicks, type Waveform } from "../../../../src/audio/waveform/index.ts";

const waveform = (seconds: number, level: number): Waveform => {
  const length = Math.ceil((seconds * 44_100) / 256);
  const data = Int16Array.from({ length: 2 * length }, (_, i) => (i % 2 ? level : -level));
  return { sampleRate: 44_100, samplesPerPixel: 256, channels: 1, length, data };
};
/** The vertical reach of every bar of the first path. */
const barsOf = (svg: string) =>
  [
    ...svg.match(/stroke-linecap="round" stroke="[^"]+" d="([^"]+)"/)![1]!.matchAll(/M\S+ (\S+)V([^M]+)/g),
  ].map(([, from, to]) => Number(to) - Number(from));

describe("drawWaveform", () => {
  it("says what it is to those who cannot see it, whatever the title", () => {
    const svg = drawWaveform(waveform(10, 16_384), {
      width: 600,
      height: 120,
      title: '<b>"Tom & Jerry"</b>\u0000',
    });
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="t d"/);
    expect(svg).toContain('<title id="t">&#60;b&#62;&#34;Tom &#38; Jerry&#34;&#60;/b&#62;</title>');
    expect(svg).toContain("a recording of 10 seconds");
    expect(svg).toContain("−6.0 dBFS".replace("−", "-"));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("does not say of a recording whose channels cancel each other that it is silent", () => {
    const svg = drawWaveform(waveform(10, 0), { width: 600, height: 120, title: "" });
    expect(svg).toContain("its channels mixed into one");
    expect(svg).toContain("The mix is silent.");
    expect(svg).not.toContain("It is silent");
  });

  it("draws a bar every three pixels, as high as the wave", () => {
    const options = { width: 616, height: 136, title: "" };
    const bars = barsOf(drawWaveform(waveform(10, 16_384), { ...options, scale: "full" }));
    expect(bars).toHaveLength(200);
    // 136 less margins of 8 and an axis of 20, half of it for half of full scale.
    for (const bar of bars) expect(bar).toBeCloseTo(50, 0);
    for (const bar of barsOf(drawWaveform(waveform(10, 1_000), options))) expect(bar).toBeCloseTo(100, 0);
    for (const bar of barsOf(drawWaveform(waveform(10, 0), options))) expect(bar).toBeCloseTo(1, 5);
  });

  it("takes colours, beats and sections", () => {
    const svg = drawWaveform(waveform(60, 9_000), {
      width: 800,
      height: 160,
      title: "Song",
      colours: { body: "#123456", background: "none" },
      beats: [0.5, 1, 1.5],
      sections: [
        { start: 0, duration: 30, label: "verse" },
        { start: 30, duration: 30, label: "a < b" },
      ],
    });
    expect(svg).toContain('stroke="#123456"');
    expect(svg).not.toContain('<rect width="800"');
    expect(svg.match(/v4/g)!.length).toBeGreaterThanOrEqual(3);
    expect(svg).toContain(">verse</text>");
    expect(svg).toContain(">a &#60; b</text>");
    expect(svg).toContain(">0:10</text>");
  });

  it.each([
    [1, 1],
    [40, 20],
    [4000, 1000],
  ])("fits %i by %i, with nothing to draw too", (width, height) => {
    for (const of of [waveform(10, 9_000), waveform(0, 0)]) {
      const svg = drawWaveform(of, { width, height, title: "Song" });
      expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe("timeTicks", () => {
  it.each([
    [1, 10, ["0.0", "0.1"]],
    [30, 6, ["0:00", "0:05"]],
    [240, 10, ["0:00", "0:30"]],
    [4_000, 8, ["0:00", "10:00"]],
    [20_000, 8, ["0:00", "1:00:00"]],
  ])("of %i s", (seconds, most, begin) => {
    const ticks = timeTicks(seconds, most);
    expect(ticks.slice(0, 2).map(({ label }) => label)).toEqual(begin);
    expect(ticks.length).toBeLessThanOrEqual(most + 1);
    expect(ticks.at(-1)!.at).toBeLessThanOrEqual(seconds);
  });
});
