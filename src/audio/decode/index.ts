export { decode } from "./decode.ts";
export {
  type AudioFormat,
  DEFAULT_LIMITS,
  type DecodeLimits,
  type Recognition,
} from "./formats.ts";
export { recogniseAudio } from "./recognise.ts";
