export { COARSE_BANDS, coarseMel } from "./coarse-mel.ts";
export { type Fades, fadesOf } from "./fades.ts";
export { type Section, sectionsOf } from "./sections.ts";
export { type Segment, segmentsOf } from "./segments.ts";
export type { Sound } from "./sound.ts";
