// The files that scripts/lift-decoders.ts writes into src/audio/built/ before anything is bundled or tested.

interface EmscriptenMembers {
  ready: Promise<void>;
  HEAP: ArrayBuffer;
  malloc(bytes: number): number;
  free(pointer: number): void;
}

declare module "*/built/mpg123.js" {
  interface Mpg123 extends EmscriptenMembers {
    mpeg_frame_decoder_create(handle: number, gapless: number): number;
    mpeg_decoder_feed(handle: number, input: number, length: number): number;
    mpeg_decoder_read(
      handle: number,
      output: number,
      outputLength: number,
      samplesDecoded: number,
      sampleRate: number,
      errorString: number,
    ): number;
  }
  const Mpg123: new () => { instantiate(): Mpg123 };
  export default Mpg123;
}

declare module "*/built/flac.js" {
  interface Flac extends EmscriptenMembers {
    create_decoder(
      channels: number,
      sampleRate: number,
      bitsPerSample: number,
      samplesDecoded: number,
      output: number,
      outputLength: number,
      errorString: number,
      stateString: number,
    ): number;
    decode_frame(handle: number, input: number, length: number): number;
  }
  const Flac: new () => { instantiate(): Flac };
  export default Flac;
}

declare module "*/built/vorbis.js" {
  interface Vorbis extends EmscriptenMembers {
    create_decoder(
      input: number,
      inputLength: number,
      output: number,
      channels: number,
      sampleRate: number,
      samplesDecoded: number,
      errors: number,
      errorsLength: number,
      maxErrors: number,
    ): number;
    send_setup(handle: number, isFirst: number): void;
    init_dsp(handle: number): void;
    decode_packets(handle: number): void;
  }
  const Vorbis: new () => { instantiate(): Vorbis };
  export default Vorbis;
}

declare module "*/built/opus.js" {
  interface Opus extends EmscriptenMembers {
    opus_frame_decoder_create(
      sampleRate: number,
      channels: number,
      streams: number,
      coupledStreams: number,
      mapping: number,
      preSkip: number,
      forceStereo: number,
    ): number;
    opus_frame_decode_float_deinterleaved(
      handle: number,
      packet: number,
      length: number,
      output: number,
    ): number;
  }
  const Opus: new () => { instantiate(): Opus };
  export default Opus;
}
