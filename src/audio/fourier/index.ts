export { FrameGroups } from "./frame-groups.ts";
export { hannWindow } from "./hann-window.ts";
export { LANES, LONG_FRAME, type LongExports, type LongFrames, prepareLongFrames } from "./long-frames.ts";
export { RealFft } from "./real-fft.ts";
export { type TransformTables, transformTables } from "./transform-tables.ts";
