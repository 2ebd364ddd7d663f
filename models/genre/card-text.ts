import type { Card } from "./train.ts";

const three = (value: number) => value.toFixed(3);
const percent = (value: number) => `${Math.round(100 * value)} %`;

/** The model card for people, as Markdown. */
export function writeCardText(card: Card): string {
  const { baselines, clips, data, test, threshold, valid, distance } = card;
  return `# Model card: ${card.name} ${card.version}

Estimates which of ${card.genres.join(", ")} a recording is, from means and deviations of its spectral descriptors, and abstains when it cannot tell.
\`model.onnx\`: ${card.bytes} bytes, SHA-256 \`${card.sha256}\`. Made by \`${card.command}\`, byte for byte the same each time. Written by the trainer; do not edit.

## How good it is

| ${clips.test} clips of artists that it has not met | accuracy | macro F1 | log-loss | calibration error |
|---|---|---|---|---|
| this model | ${three(test.accuracy)} | ${three(test.macroF1)} | ${three(test.logLoss)} | ${three(test.calibrationError)} |
| its answers when it does not abstain (${percent(test.answered.coverage)} of clips) | ${three(test.answered.accuracy)} | | | |
| logistic regression (${baselines.logisticRegression.measuredWith}) | ${three(baselines.logisticRegression.accuracy)} | | | |
| support vectors (${baselines.supportVectors.measuredWith}) | ${three(baselines.supportVectors.accuracy)} | | | |
| majority | ${three(baselines.majority.accuracy)} | | 2.303 | |

**The aim was 0.60 and was missed.** The split is the fault-filtered one of the set: no artist is in two parts, no repetition or mislabelled clip in any.
Everything was chosen on train (${clips.train}) and valid (${clips.valid}), then learned from both. On valid, a model of train alone reached ${three(valid.accuracy)} (log-loss
${three(valid.logLoss)}), answering ${percent(valid.answered.coverage)} with ${three(valid.answered.accuracy)} right. The test part was scored twice: first with the linear discriminant alone (accuracy 0.507,
log-loss 1.383; on valid 0.533 and 1.387), then with this mixture, which the log-loss on valid and with train and valid swapped had favoured. With ${clips.test} clips an accuracy is
known to ± 0.06, so that neither differs surely from the logistic regression. Random folds of this set would say about .7: they let artists leak.
Most frequent mistakes: ${card.confusions.map(({ pair, count }) => `${pair} ${count}`).join(", ")}.

## Probabilities, confidence, abstaining

The probabilities are a softmax whose two weights were fitted on valid. \`confidence = top probability × familiarity\`. Familiarity is 1 up to a distance of
${three(distance.familiar)} (95 % of unseen clips lie within), beyond it exp(−(distance − ${three(distance.familiar)}) / ${three(distance.familiar - distance.median)}). The model abstains when its confidence is below ${threshold.toFixed(2)}, the
lowest threshold at which 65 % of its answers on valid were right. What is none of the ten genres gets one of them nevertheless, mostly with a
low probability: the model cannot say "something else", except by abstaining.

## What it learned from

${data.name}. ${data.authors}. Licence: ${data.licence}. Table of SHA-256 \`${data.sha256}\`. Clips of 30 s at 22,050 Hz, of the years up to 2000, mostly of
the USA and Jamaica. Our descriptors agree with the table's on the 12 whole clips that we hold: correlation above .9999 in every input, median difference below .003
standard deviations. Means over a whole recording are fed in where it learned from 30 s.

## How it works

Magnitudes become logarithms; all is standardised and clipped to the range of the data. A linear discriminant with a shrunken pooled covariance and equal priors, plus
a kernel ridge regression on the features that it has whitened, on landmarks that are each the mean of two neighbouring clips. Quadratic discriminants, extra trees, support
vectors and mixtures with them were tried on train and valid and were no better there for other artists; nor were the harmonic and percussive columns of the table.

## What it must not be used for

Decisions about people or money; music of other times and places, which its ten words do not describe; telling whether something is music at all.
`;
}
