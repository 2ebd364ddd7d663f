// A door of its own: who only wants to recognise a recording must not carry the decoders.
export { type AudioFormat, MEDIA_TYPES, type Recognition } from "../decode/formats.ts";
export { recogniseAudio } from "../decode/recognise.ts";
