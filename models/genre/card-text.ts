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

**The aim was 0.60 and was missed**; below is why. The split is the fault-filtered one of the set: no artist is in two parts, no repetition or mislabelled clip in any.
Everything was chosen on train (${clips.train}) and valid (${clips.valid}), then learned from both. On valid, a model of train alone reached ${three(valid.accuracy)} (log-loss
${three(valid.logLoss)}), answering ${percent(valid.answered.coverage)} with ${three(valid.answered.accuracy)} right. The test part was scored three times: first with the linear discriminant alone (accuracy 0.507,
log-loss 1.383; on valid 0.533 and 1.387), then with this mixture, which the log-loss on valid and with train and valid swapped had favoured, last with a variant that cares
less for a file's level (0.507; see below). That this mixture stays was decided after that score, by a rule set before it: right more often on valid and with the two swapped.
With ${clips.test} clips an accuracy is known to ± 0.06, so that none of them differs surely from the logistic regression.
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
a kernel ridge regression on the features that it has whitened, on landmarks that are each the mean of two neighbouring clips. What
else was tried stands below; it was no better for other artists.

## Why the aim was missed

Measured with scikit-learn and PyTorch code that was not kept; ours stand in its first row, in that code's version of it. Accuracy of a model of train on valid, of valid on train, and over
six times four folds of both in which clips of consecutive numbers, mostly one artist's, stay together:

| model | train → valid | valid → train | folds |
|---|---|---|---|
| discriminant + kernel ridge (this model) | .508 | .497 | .566 |
| linear discriminant; bagged, on parts of the features; quadratic in part | .533; .513; .528 | .501; .472; .485 | .547; .508; .549 |
| kernel ridge, support vectors, Gaussian process, on whitened features | .497; .518; .503 | .485; .463; .460 | .568; .561; .536 |
| artists as subclasses; scatter between artists counted double | .533; .513 | .492; .506 | .551; .552 |
| logistic regression; support vectors | .508; .477 | .404; .377 | .526; .493 |
| eight neural networks with dropout and noise; with mixup | .487; .487 | .442; .454 | .551; .546 |
| extra trees; histogram boosting (one time four folds) | .447; .442 | .386; .359 | .452; .433 |
| this model with up to 225 clips of Emotify (classical, pop, rock) as well, best of fifteen ways | .533 | .483 | .564 |
| … with the covariance of 650 FMA tracks where the shrinkage has the identity, best of six | .518 | .503 | .571 |
| … on features bent to normal distributions, without the mean of MFCC 0 | .492 | .497 | .576 |
| … with rms, the harmonic and percussive columns and tempo as well | .508 | .499 | .573 |

- **No setting reaches it, not even one chosen on the test part.** That is cheating, done once, after all else, and nothing of it is shipped: the best of 60 linear discriminants has .569, of 288
  kernel ridges .555, of 216 mixtures .559, of 84 logistic regressions .572, of 204 support vectors .566, of 24 extra trees .514, over six sets of columns. The median of each family is .47 to .52.
- **More clips of the same artists would not help enough.** Learned from 80, 160, 320 and 640 clips at random, it is right on .449, .501, .506 and .524 of the test part (on valid, from 80, 160,
  310 and 443: .409, .481, .497, .508). A power law through these ends at .52 (valid) or .535 (test); even a straight line over the logarithm needs 2,000 to 4,900 clips for .60. There are 930.
- **Artists are what is missing.** In the folds, half of the clips of all artists lose .05, as many clips of half the artists .07. With folds drawn at random, which let artists leak, the same model has .737, and .714 on
  290 random clips of the 930.
- **A test of 290 clips is coarse.** The 95 % interval of .524 is .467 to .581; a model of true accuracy .60 would score .54 to .65.

**Level.** 6 dB more or less change the likeliest genre of 25 % of clips of other artists, computed in the table's statistics (mean of the three ways above). Without the mean of the first coefficient of the cepstrum, and with a covariance to which a random level of
3 dB is added, it is 14 %. But train → valid and valid → train, by this trainer, .508 and .485 were right instead of .513 and .501 (log-loss 1.380 and 1.443 instead of 1.369 and 1.461), and .507 on test. Reading no level at all costs .02. The ratio of harmonic to percussive
energy, which we do not compute, would buy back some of it.

## What it must not be used for

Decisions about people or money; music of other times and places, which its ten words do not describe; telling whether something is music at all.
`;
}
