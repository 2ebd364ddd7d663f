/** A stretch of decoded sound: one array per channel, all the same length, nominally within [-1, 1]. */
export interface PcmBlock {
  channels: Float32Array[];
  /** Frames a second. */
  sampleRate: number;
}

/**
 * Why a recording could not be analysed. All four are the file's fault, so trying again is pointless.
 * - `unsupported_audio`: recognised, but not a format, rate or channel count that we decode;
 * - `corrupt_audio`: the bytes break their format's rules;
 * - `audio_too_long`: longer than the configured limit;
 * - `empty_audio`: no samples in it.
 */
export type AudioErrorCode = "unsupported_audio" | "corrupt_audio" | "audio_too_long" | "empty_audio";

/** An error that is about the recording, never about us; its message may be shown to the person who sent it. */
export class AudioError extends Error {
  override readonly name = "AudioError";
  readonly code: AudioErrorCode;

  constructor(code: AudioErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
