import { ATTRIBUTES, INPUTS } from "../../../models/attributes/inputs.ts";
import { mulberry32 } from "../../../models/learning/random.ts";

/** A made-up table of recordings whose attributes follow from a few descriptors, with some noise. */
export function syntheticTable(rows: number, seed = 7): string {
  const random = mulberry32(seed);
  const share = (value: number) => Math.min(1, Math.max(0, value));
  const lines = Array.from({ length: rows }, () => {
    const inputs = INPUTS.map(({ descriptor, index }) => {
      if (descriptor === "chroma_stft") return random();
      if (descriptor === "mfcc") return (index === 0 ? -150 : 0) + 60 * (random() - 0.5);
      if (descriptor === "spectral_contrast") return 15 + 10 * random();
      if (descriptor === "spectral_rms") return 0.5 + 8 * random();
      if (descriptor === "zero_crossing_rate") return 0.02 + 0.2 * random();
      return 800 + 3000 * random();
    });
    const loud = inputs[INPUTS.findIndex(({ descriptor }) => descriptor === "spectral_rms")]! / 8;
    const bright = inputs[13]! / 60 + 0.5;
    const targets = ATTRIBUTES.map((_, index) => share(0.3 * loud + 0.4 * bright + 0.05 * index * random()));
    return ["a title, with a comma", ...inputs, ...targets].map((cell) => JSON.stringify(cell)).join(",");
  });
  return [["title", ...INPUTS.map(({ column }) => column), ...ATTRIBUTES].join(","), ...lines, ""].join("\n");
}
