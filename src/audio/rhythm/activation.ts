import { activationInputs } from "./activation-inputs.ts";
import { type ActivationWeights, OUTPUTS, reachOf, runNetwork } from "./activation-network.ts";
import { ACTIVATION_WEIGHTS } from "./activation-weights.ts";
import type { MelDecibels } from "./bass-onset-strength.ts";

/** Frames of one run of the network: about three minutes; keeps its memory at a few megabytes for any length. */
const BATCH = 8192;

/** Log-odds of each frame, f32[frames]: that a beat, a downbeat, an onset lies within it. */
export interface Activation {
  beat: Float32Array;
  downbeat: Float32Array;
  onset: Float32Array;
}

/** Has the network listen to a recording. @param mel of 128 bands, 43 frames a second */
export function activationOf(mel: MelDecibels, weights: ActivationWeights = ACTIVATION_WEIGHTS): Activation {
  const activation = {
    beat: new Float32Array(mel.frames),
    downbeat: new Float32Array(mel.frames),
    onset: new Float32Array(mel.frames),
  };
  const reach = reachOf(weights);
  for (let start = 0; start < mel.frames; start += BATCH) {
    const end = Math.min(mel.frames, start + BATCH);
    const from = Math.max(0, start - reach);
    const outputs = runNetwork(activationInputs(mel, from, Math.min(mel.frames, end + reach)), weights);
    for (let frame = start; frame < end; frame++) {
      const at = (frame - from) * OUTPUTS;
      activation.beat[frame] = outputs[at]!;
      activation.downbeat[frame] = outputs[at + 1]!;
      activation.onset[frame] = outputs[at + 2]!;
    }
  }
  return activation;
}
