// A door of its own: who only wants to recognise a recording must not carry the decoders.
export type { AudioFormat, Recognition } from "../decode/formats.ts";
export { RECOGNITION_BYTES, recogniseAudio } from "../decode/recognise.ts";
