/** The kinds of file that `decode` reads. MPEG audio of all three layers is `mp3`. */
export type AudioFormat = "mp3" | "flac" | "wav" | "ogg-vorbis" | "ogg-opus";

/** What the beginning of a file says it is. */
export type Recognition =
  | {
      kind: "audio";
      format: AudioFormat;
      mediaType: string;
      /**
       * False when a tag fills all the bytes that were looked at, so that the sound itself was not seen. `mp3` is then the
       * likeliest guess; decoding settles it, and also takes a FLAC stream that hides there.
       */
      certain: boolean;
    }
  | {
      kind: "other";
      /** A short name of what it is, for logs: "aac", "zip", "text", "empty", "unknown"… */
      label: string;
      /** One sentence for the person who sent it. */
      reason: string;
    };

/** What a recording may be; whatever lies outside is refused. */
export interface DecodeLimits {
  /** Longest sound in seconds, counted in decoded samples, never in what a header promises. */
  maxSeconds: number;
  maxChannels: number;
  /** Lowest and highest sample rate, in Hz. */
  minRate: number;
  maxRate: number;
}

/** Twenty minutes, up to 7.1 surround, from telephone to studio rates. */
export const DEFAULT_LIMITS: Readonly<DecodeLimits> = {
  maxSeconds: 1200,
  maxChannels: 8,
  minRate: 8000,
  maxRate: 192_000,
};

/** The registered media type of each format. */
export const MEDIA_TYPES: Readonly<Record<AudioFormat, string>> = {
  mp3: "audio/mpeg",
  flac: "audio/flac",
  wav: "audio/wav",
  "ogg-vorbis": "audio/ogg",
  "ogg-opus": "audio/ogg",
};
