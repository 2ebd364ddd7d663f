import { FrameSequence } from "./frame-sequence.ts";
import type { SpectralKernel } from "./kernel.ts";
import { Moments } from "./moments.ts";
import type { RecordStore } from "./record-store.ts";
import {
  CEPSTRAL_COEFFICIENTS,
  DYNAMIC_RANGE_DECIBELS,
  FRAME_SAMPLES,
  HOP_SAMPLES,
  LANES,
  SMALLEST_POWER,
} from "./settings.ts";

/** Frames by which librosa moves the onset envelope so that it lines up with the frames' centres. */
const ONSET_DELAY = FRAME_SAMPLES / (2 * HOP_SAMPLES);

interface MelFeatures {
  mfcc: Moments;
  /** Spectral flux of the mel bands in dB, one value a frame. */
  onsetEnvelope: Float32Array;
  onsetMoments: Moments;
}

/**
 * Turns a recording's mel power into decibels in place and reads cepstrum and onset envelope from it.
 * @param records per group f32[MEL_BANDS][4] of power
 * @param frames how many frames the records hold
 */
export function melFeatures(kernel: SpectralKernel, records: RecordStore, frames: number): MelFeatures {
  const { call, floats } = kernel;
  const loudest = 10 * Math.log10(Math.max(SMALLEST_POWER, call.melPeak()));
  const mfcc = new Moments(CEPSTRAL_COEFFICIENTS);
  const flux = new FrameSequence(1);
  for (let group = 0; group < records.count; group++) {
    const mel = records.address(group);
    const lanes = Math.min(LANES, frames - group * LANES);
    call.toDecibels(mel, loudest - DYNAMIC_RANGE_DECIBELS);
    call.cepstrum(mel);
    mfcc.add(floats, kernel.index("cepstrumValues"), lanes);
    call.onsetStrength(group > 0 ? records.address(group - 1) : mel, mel);
    flux.add(floats, kernel.index("onsetValues"), lanes);
  }
  const onsetEnvelope = delayed(flux.toArray());
  const onsetMoments = new Moments(1);
  for (let frame = 0; frame < frames; frame += LANES) {
    onsetMoments.add(onsetEnvelope, frame, Math.min(LANES, frames - frame));
  }
  return { mfcc, onsetEnvelope, onsetMoments };
}

/** The first frame has no frame before it: what the kernel wrote there is dropped with the delay's zeros. */
function delayed(flux: Float32Array): Float32Array {
  const envelope = new Float32Array(flux.length);
  for (let frame = 1; frame + ONSET_DELAY < flux.length; frame++)
    envelope[frame + ONSET_DELAY] = flux[frame]!;
  return envelope;
}
