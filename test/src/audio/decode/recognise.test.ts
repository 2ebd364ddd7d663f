import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recogniseAudio } from "../../../../src/audio/decode/index.ts";
import { noise } from "../../../golden/hostile.ts";

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A beginning, followed by 2000 bytes of noise. */
function file(head: string): Uint8Array {
  return Uint8Array.from([...latin1(head), ...noise(2000, 21)]);
}

describe("recogniseAudio", () => {
  test.for([
    ["RIFF\x24\0\0\0WAVE", "wav", "audio/wav"],
    ["RIFX\0\0\0\x24WAVE", "wav", "audio/wav"],
    ["RF64\xff\xff\xff\xffWAVEds64", "wav", "audio/wav"],
    ["BW64\xff\xff\xff\xffWAVEds64", "wav", "audio/wav"],
    ["fLaC\0\0\0\x22", "flac", "audio/flac"],
  ] as const)("%s is %s", ([head, format, mediaType]) => {
    expect(recogniseAudio(file(head))).toEqual({ kind: "audio", format, mediaType, certain: true });
  });

  test.for([
    ["ADIF\x01", "aac"],
    ["\0\0\0\x18ftypisom", "mp4"],
    ["FORM\0\0\0\0AIFC", "aiff"],
    ["MAC \x96\x0f", "ape"],
    ["wvpk\0\0", "wavpack"],
    ["#!AMR\n", "amr"],
    ["DSD \x1c", "dsd"],
    ["caff\0\x01", "caf"],
    [".snd\0\0\0\x18", "au"],
    ["\0\0\x01\xba\x44", "mpeg-video"],
    ["\x1f\x8b\x08", "archive"],
    ["7z\xbc\xaf\x27\x1c", "archive"],
    ["GIF89a", "image"],
    ["RIFF\0\0\0\0WEBPVP8 ", "image"],
    ["RIFF\0\0\0\0AVI LIST", "avi"],
  ])("%j is refused as %s", ([head, label]) => {
    const found = recogniseAudio(file(head!));
    expect(found).toMatchObject({ kind: "other", label });
    expect(found.kind === "other" && found.reason).toMatch(/^[A-Z].*\.$/);
  });

  test("AAC is refused with its reason", () => {
    const found = recogniseAudio(file("\0\0\0\x20ftypM4A "));
    expect(found.kind === "other" && found.reason).toContain("GPL");
  });

  test("a transport stream is known by the rhythm of its sync bytes", () => {
    const bytes = noise(1000, 3);
    for (let at = 0; at < bytes.length; at += 188) bytes[at] = 0x47;
    expect(recogniseAudio(bytes)).toMatchObject({ label: "mpeg-video" });
  });

  test.for([
    ["\x7fFLAC\x01\0", "ogg-flac"],
    ["Speex   1.2", "ogg"],
    ["\x80theora\x03", "ogg"],
  ])("an Ogg file of %j is refused as %s", ([packet, label]) => {
    const page = `OggS\0\x02${"\0".repeat(20)}\x01${String.fromCharCode(packet!.length)}${packet}`;
    expect(recogniseAudio(latin1(page))).toMatchObject({ kind: "other", label });
  });

  test("sound beside a video in an Ogg file is found behind it", () => {
    const page = (packet: string) =>
      `OggS\0\x02${"\0".repeat(20)}\x01${String.fromCharCode(packet.length)}${packet}`;
    const bytes = latin1(page("\x80theora\x03\x02\x01") + page(`OpusHead\x01\x02${"\0".repeat(9)}`));
    expect(recogniseAudio(bytes)).toMatchObject({ format: "ogg-opus" });
  });

  test("text of any language is text; text in another encoding or with control characters is unknown", () => {
    expect(recogniseAudio(new TextEncoder().encode("音楽ではありません。".repeat(60)))).toMatchObject({
      label: "text",
    });
    expect(recogniseAudio(latin1("\xff\xfeh\0i\0"))).toMatchObject({ label: "text" });
    expect(recogniseAudio(latin1("caf\xe9 cr\xe8me"))).toMatchObject({ label: "unknown" });
    expect(recogniseAudio(latin1("abc\x01\x02"))).toMatchObject({ label: "unknown" });
  });

  test("noise of any length is never taken for sound", () => {
    for (let seed = 0; seed < 60; seed++) {
      const bytes = noise(65_536, seed);
      expect(recogniseAudio(bytes).kind).toBe("other");
      expect(recogniseAudio(bytes.subarray(0, 1 + seed * 7)).kind).toBe("other");
    }
  });

  test("never throws, whatever the beginning", () => {
    const beginnings = ["", "ID3", "OggS\0\x02", "RIFF", "\xff\xfb", "\xff\xf1", "fLa", "APETAGEX", "TAG"];
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 300 }), (head, rest) => {
        const found = recogniseAudio(Uint8Array.from([...latin1(head), ...rest]));
        expect(["audio", "other"]).toContain(found.kind);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
