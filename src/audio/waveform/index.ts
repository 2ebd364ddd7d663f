export { WaveformCollector } from "./collector.ts";
export { drawWaveform, WAVEFORM_COLOURS, type WaveformColours, type WaveformDrawing } from "./drawing.ts";
export { decodeWaveform, encodeWaveform, type WaveformBits, waveformJson } from "./formats.ts";
export { type TimeTick, timeTicks } from "./time-axis.ts";
export { coarser, type Waveform } from "./waveform.ts";
