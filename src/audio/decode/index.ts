export { decode } from "./decode.ts";
export {
  type AudioFormat,
  DEFAULT_LIMITS,
  type DecodeLimits,
  MEDIA_TYPES,
  type Recognition,
} from "./formats.ts";
export { recogniseAudio } from "./recognise.ts";
