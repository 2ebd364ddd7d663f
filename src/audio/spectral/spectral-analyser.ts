import { AudioError } from "../pcm.ts";
import { ChromaTracker } from "./chroma-tracker.ts";
import { contrastInDecibels } from "./contrast-decibels.ts";
import type { Descriptors } from "./descriptors.ts";
import { FrameSequence } from "./frame-sequence.ts";
import { CONTRAST_BYTES, MEL_BYTES, returnKernel, takeKernel } from "./kernel.ts";
import { LogMel } from "./log-mel.ts";
import { melFeatures } from "./mel-features.ts";
import { Moments } from "./moments.ts";
import { RecordStore } from "./record-store.ts";
import { BIN_HERTZ, FRAME_RATE, FRAME_SAMPLES, HOP_SAMPLES, LANES, SAMPLE_RATE } from "./settings.ts";
import { WaveformMeter } from "./waveform-meter.ts";

/** Frames analysed at once, and the samples that must be there before that can happen. */
const BATCH_FRAMES = 32;
const BATCH_SAMPLES = (BATCH_FRAMES - 1) * HOP_SAMPLES + FRAME_SAMPLES;
/** Samples of the input buffer: at the end a batch has one frame more, and its group reaches three frames further. */
const INPUT_SAMPLES = BATCH_SAMPLES + LANES * HOP_SAMPLES;
/** Zeros before the first sample, so that frame 0 is centred on it. */
const LEADING_SAMPLES = FRAME_SAMPLES / 2;

/** What an analysis yields. Matrices are frame-major; frame t is centred on second t / frameRate. */
export interface SpectralResult {
  /** Frames: 1 + floor(samples / 512). */
  frames: number;
  /** Frames a second: 22050 / 512. */
  frameRate: number;
  /** Duration of the samples that were pushed. */
  seconds: number;
  /** f32[frames]: mean rise of the mel bands in dB. */
  onsetEnvelope: Float32Array;
  /** f32[frames][12]: pitch classes C to B, the largest of each frame 1 (silence 0). */
  chroma: Float32Array;
  /** f32[frames]: root mean square of the frame's samples. */
  rms: Float32Array;
  /** Deviation from A4 = 440 Hz in semitones, -0.5 to 0.5, in steps of 0.01. */
  tuning: number;
  descriptors: Descriptors;
  /** The mel spectrogram in decibels, readable until the analyser is released. */
  logMel: LogMel;
}

/**
 * Computes all spectral descriptors of one mono recording at 22,050 Hz from a stream of samples, with librosa 0.11's
 * definitions (frames of 2048 samples, hop 512, centred, zero-padded, periodic Hann window). One instance, one recording.
 *
 * Memory: 0.2 MB, 24.5 KB a second of sound, and up to 11.5 MB for the spectra of the first minute, which later sound
 * uses again. `release` hands it to the next analysis. Clips longer than 60 s differ from librosa in one point: their
 * tuning is that of the first minute.
 */
export class SpectralAnalyser {
  readonly #kernel = takeKernel();
  readonly #mel = new RecordStore(this.#kernel.pool, MEL_BYTES);
  readonly #contrast = new RecordStore(this.#kernel.pool, CONTRAST_BYTES);
  readonly #chroma = new ChromaTracker(this.#kernel);
  readonly #waveform = new WaveformMeter(this.#kernel, INPUT_SAMPLES / HOP_SAMPLES);
  readonly #shapeMoments = new Moments(5);
  readonly #waveformMoments = new Moments(2);
  readonly #rms = new FrameSequence(1);
  /** Rows of root mean square and zero-crossing rate of one group. */
  readonly #waveformRows = new Float32Array(2 * LANES);
  /** Samples in the input buffer, and how many of those the waveform meter has seen. */
  #filled = LEADING_SAMPLES;
  #measured = LEADING_SAMPLES;
  #samples = 0;
  #frames = 0;
  #finished = false;
  #released = false;

  constructor() {
    const input = this.#kernel.index("inputSamples");
    this.#kernel.floats.fill(0, input, input + LEADING_SAMPLES);
  }

  /** Bytes of WASM memory in use. */
  get memoryBytes(): number {
    return this.#kernel.memory.buffer.byteLength;
  }

  /**
   * Takes the next samples, any number of them; how a recording is cut into chunks does not change its result. Samples
   * that are not finite count as 0 and magnitudes above 65,536 as that (full scale is 1).
   * @throws Error after `finish`
   */
  push(mono: Float32Array): void {
    if (this.#finished) throw new Error("push after finish");
    const input = this.#kernel.index("inputSamples");
    for (let taken = 0; taken < mono.length; ) {
      const count = Math.min(mono.length - taken, BATCH_SAMPLES - this.#filled);
      this.#kernel.floats.set(mono.subarray(taken, taken + count), input + this.#filled);
      taken += count;
      this.#filled += count;
      if (this.#filled === BATCH_SAMPLES) {
        this.#analyse(BATCH_FRAMES);
        this.#shiftInput();
      }
    }
    this.#samples += mono.length;
  }

  /**
   * Ends the recording and summarises it.
   * @throws AudioError `empty_audio` when no sample was pushed
   * @throws Error when called twice
   */
  finish(): SpectralResult {
    if (this.#finished) throw new Error("finish called twice");
    this.#finished = true;
    if (this.#samples === 0) throw new AudioError("empty_audio", "The recording holds no samples.");
    const frames = 1 + Math.floor(this.#samples / HOP_SAMPLES);
    const input = this.#kernel.index("inputSamples");
    this.#kernel.floats.fill(0, input + this.#filled, input + INPUT_SAMPLES);
    this.#analyse(frames - this.#frames);
    const tuning = this.#chroma.finish();
    const mel = melFeatures(this.#kernel, this.#mel, frames);
    const descriptors = this.#summarise(mel.mfcc, mel.onsetMoments, frames);
    this.#contrast.clear();
    return {
      frames,
      frameRate: FRAME_RATE,
      seconds: this.#samples / SAMPLE_RATE,
      onsetEnvelope: mel.onsetEnvelope,
      chroma: this.#chroma.chroma.toArray(),
      rms: this.#rms.toArray(),
      tuning,
      descriptors,
      logMel: new LogMel(this.#kernel, this.#mel, frames),
    };
  }

  /**
   * Hands the analysis' memory to the next one: nothing may be pushed, and the mel spectrogram may not be read, from
   * now on. Also for recordings that are given up before their end. Without it the memory goes when the analyser does.
   * Calling it twice does no harm.
   */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#finished = true;
    for (const store of [this.#mel, this.#contrast, this.#chroma]) store.clear();
    returnKernel(this.#kernel);
  }

  /** Analyses the input buffer's first `frames` frames. */
  #analyse(frames: number): void {
    this.#measureNewHops();
    const input = this.#kernel.address("inputSamples");
    for (let frame = 0; frame < frames; frame += LANES) {
      const lanes = Math.min(LANES, frames - frame);
      this.#analyseGroup(input + frame * HOP_SAMPLES * 4, lanes);
      this.#addWaveform(frame, lanes);
    }
    this.#frames += frames;
  }

  #measureNewHops(): void {
    const input = this.#kernel.address("inputSamples");
    this.#kernel.call.clean(input + this.#measured * 4, this.#filled - this.#measured);
    while (this.#measured < this.#filled) {
      const samples = Math.min(HOP_SAMPLES, this.#filled - this.#measured);
      this.#waveform.measure(this.#measured / HOP_SAMPLES, samples);
      this.#measured += samples;
    }
  }

  #analyseGroup(samples: number, lanes: number): void {
    const { call } = this.#kernel;
    const spectrum = this.#chroma.nextSpectrum();
    call.powerSpectrum(samples, spectrum);
    if (lanes < LANES) call.keepLanes(spectrum, lanes);
    call.melPower(spectrum, this.#mel.append());
    call.spectralContrast(spectrum, this.#contrast.append());
    call.spectralShape(spectrum);
    this.#shapeMoments.add(this.#kernel.floats, this.#kernel.index("shapeValues"), lanes);
    this.#chroma.add(spectrum, lanes);
  }

  #addWaveform(frame: number, lanes: number): void {
    for (let lane = 0; lane < lanes; lane++) {
      const { rms, zeroCrossingRate } = this.#waveform.frame(frame + lane);
      this.#waveformRows[lane] = rms;
      this.#waveformRows[LANES + lane] = zeroCrossingRate;
    }
    this.#rms.add(this.#waveformRows, 0, lanes);
    this.#waveformMoments.add(this.#waveformRows, 0, lanes);
  }

  /** Moves what the next batch shares with this one to the buffer's start. */
  #shiftInput(): void {
    const input = this.#kernel.index("inputSamples");
    this.#kernel.floats.copyWithin(input, input + BATCH_FRAMES * HOP_SAMPLES, input + BATCH_SAMPLES);
    this.#waveform.shift(BATCH_FRAMES);
    this.#filled = BATCH_SAMPLES - BATCH_FRAMES * HOP_SAMPLES;
    this.#measured = this.#filled;
  }

  #summarise(mfcc: Moments, onset: Moments, frames: number): Descriptors {
    const [spectralRms, centroid, bandwidth, rolloff, flatness] = this.#shapeMoments.scalars();
    const [rms, zeroCrossingRate] = this.#waveformMoments.scalars();
    return {
      chroma_stft: this.#chroma.chromaMoments.summary(),
      mfcc: mfcc.summary(),
      rms: rms!,
      spectral_rms: spectralRms!,
      spectral_centroid: inHertz(centroid!),
      spectral_bandwidth: inHertz(bandwidth!),
      spectral_contrast: contrastInDecibels(this.#kernel, this.#contrast, frames).summary(),
      spectral_rolloff: inHertz(rolloff!),
      spectral_flatness: flatness!,
      zero_crossing_rate: zeroCrossingRate!,
      tonnetz: this.#chroma.tonnetzMoments.summary(),
      onset_strength: onset.summary(),
    };
  }
}

/** Converts a summary from bins. */
function inHertz({ mean, std }: { mean: number[]; std: number[] }): { mean: number[]; std: number[] } {
  return { mean: mean.map((bins) => bins * BIN_HERTZ), std: std.map((bins) => bins * BIN_HERTZ) };
}
