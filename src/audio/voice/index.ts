export { type Voice, type VoiceVerdict, voiceOf } from "./voice.ts";
