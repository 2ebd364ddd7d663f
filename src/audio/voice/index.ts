export { speechFeatures, WINDOW_FRAMES } from "./speech-features.ts";
export { vocalInputs } from "./vocal-inputs.ts";
export { type Voice, type VoiceVerdict, voiceOf } from "./voice.ts";
