import { type Activation, ActivationNetwork } from "./activation-network.ts";
import type { ActivationWeights } from "./activation-shape.ts";
import { ACTIVATION_WEIGHTS } from "./activation-weights.ts";
import type { MelDecibels } from "./bass-onset-strength.ts";

/** The network of the last weights: one recording after the other asks the same. */
let kept: { weights: ActivationWeights; network: ActivationNetwork } | undefined;

/**
 * Has the network listen to a recording.
 * @param mel of 128 bands, 43 frames a second
 * @throws RangeError for weights whose channels do not come in eights
 */
export function activationOf(mel: MelDecibels, weights: ActivationWeights = ACTIVATION_WEIGHTS): Activation {
  if (kept?.weights !== weights) kept = { weights, network: new ActivationNetwork(weights) };
  return kept.network.listen(mel);
}
