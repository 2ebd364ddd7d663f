export { colourMap } from "./colour-map.ts";
export { drawSpectrogram, type SpectrogramDrawing } from "./drawing.ts";
export { encodePng, type IndexedImage } from "./png.ts";
export {
  decodeSpectrogram,
  encodeSpectrogram,
  type MelFrames,
  type Spectrogram,
  summariseSpectrogram,
} from "./spectrogram.ts";
