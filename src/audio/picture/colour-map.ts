/** Lightness (0 to 1) of the darkest and the lightest colour, and hue in degrees of both: indigo by way of red to yellow. */
const LIGHTNESS = [0.14, 0.95] as const;
const HUE = [275, 460] as const;
const MOST_CHROMA = 0.19;

/**
 * Colours from dark to light whose lightness rises evenly, so that equal steps look equal and a grey copy keeps their
 * order. A path through Oklab (B. Ottosson, A perceptual color space for image processing, 2020); colours that a screen does
 * not have lose chroma until it does.
 *
 * @returns `count` times red, green and blue, 0 to 255
 */
export function colourMap(count: number): [number, number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const t = count > 1 ? i / (count - 1) : 0;
    const lightness = LIGHTNESS[0] + (LIGHTNESS[1] - LIGHTNESS[0]) * t;
    const hue = ((HUE[0] + (HUE[1] - HUE[0]) * t) * Math.PI) / 180;
    const chroma = MOST_CHROMA * Math.sin(Math.PI * (0.12 + 0.76 * t));
    for (let share = 1; share > 0; share -= 0.02) {
      const colour = screenColour(lightness, chroma * share, hue);
      if (colour.every((value) => value >= 0 && value <= 1)) return bytesOf(colour);
    }
    return bytesOf(screenColour(lightness, 0, hue));
  });
}

/** Linear red, green and blue of a colour in Oklab's polar form. */
function screenColour(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** With the curve of sRGB (IEC 61966-2-1). */
function bytesOf(linear: [number, number, number]): [number, number, number] {
  return linear.map((value) => {
    const x = Math.min(1, Math.max(0, value));
    return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
  }) as [number, number, number];
}
