import type { Card } from "./train.ts";

const two = (value: number) => value.toFixed(2);
const three = (value: number) => value.toFixed(3);

/** The model card for people, as Markdown. */
export function writeCardText(card: Card): string {
  const { average, data, distance, emotions, networks, validation } = card;
  return `# Model card: ${card.name} ${card.version}

Estimates which share of listeners would feel each of nine emotions in a recording, from means and deviations of its spectral descriptors and its mode.
\`model.onnx\`: ${card.bytes} bytes, SHA-256 \`${card.sha256}\`. Made by \`${card.command}\`, byte for byte the same each time. Written by the trainer; do not edit.

**Trained on data for non-commercial research.** Who sells a service had better ask a lawyer first or remove the model: nothing else depends on it.

## How good it is

| emotion | R² | Pearson | Spearman | mean error | R² of the genre's mean | R² of the mean | highest possible R² |
|---|---|---|---|---|---|---|---|
${emotions.map((e) => `| ${e.name} | ${three(e.rSquared)} | ${three(e.pearson)} | ${three(e.spearman)} | ${three(e.meanAbsoluteError)} | ${three(e.genreMeanRSquared)} | ${three(e.meanRSquared)} | ${two(e.ceiling)} |`).join("\n")}
| average | ${three(average.rSquared)} | ${three(average.pearson)} | ${three(average.spearman)} | | ${three(average.genreMeanRSquared)} | | |

By ${validation.repeats} times ${validation.folds}-fold cross-validation on ${data.rows} recordings, cut at random: the set does not name artists, so **for artists it has never met the model may be worse**.
Kernel width and penalty of each emotion are chosen in each fold anew by leave-one-out; the list of inputs was chosen on the same rows, which flatters the figures by
an unmeasured, small amount. The raters of one clip are ${data.raters.least} to ${data.raters.most} (median ${data.raters.median}), so the truth is noisy: "highest possible" is what that noise leaves.
"The genre's mean" knows whether the clip is classical, electronic, pop or rock, and nothing else.

## The network that it was held against

A convolutional network on the log-mel spectrogram (\`cnn.py\`), same folds:

| | parameters | average R² | average Pearson |
|---|---|---|---|
| this model | | ${three(average.rSquared)} | ${three(average.pearson)} |
${networks.map((n) => `| network of width ${n.width} | ${n.parameters} | ${three(n.rSquared)} | ${three(n.pearson)} |\n| mean of both | | ${three(n.withThisModel.rSquared)} | ${three(n.withThisModel.pearson)} |`).join("\n")}

The larger network is about as good as this model and the mean of both is better than either. What is served is this model alone: it reads what every analysis
computes anyway, and needs no spectrogram and no second file of a megabyte. The gap is the price, and is printed here.

## Intervals, confidence, abstaining

Intervals are made to hold 80 % of recordings; of unseen ones they held ${emotions.map((e) => `${e.name} ${Math.round(100 * e.intervalCoverage)} %`).join(", ")}.
\`confidence = skill × familiarity\`: the skill is the R² above, familiarity 1 up to a distance of ${three(distance.familiar)} (95 % of unseen recordings), beyond it
exp(−(distance − ${three(distance.familiar)}) / ${three(distance.familiar - distance.median)}). The model abstains where familiarity is below one half. Amazement and sadness are weak, whatever the input.

## What it learned from

${data.name}. ${data.authors}. Licence: ${data.licence}. Table of SHA-256 \`${data.sha256}\`. Emotions are induced ones, felt by players who chose up to three of nine; shares
depend on that. Classical, electronic, pop and rock only, 75 clips each, at 22,050 Hz.

## How it works

Magnitudes become logarithms, pitch classes the magnitudes of their Fourier transform, the key's mode counts by its confidence; all is standardised and clipped. A
kernel ridge regression on landmarks, each the mean of two neighbouring recordings, so that the file holds no recording's descriptors.

## What it must not be used for

Deciding how a person feels, or what they should; therapy; advertising that exploits moods; speech and sounds that are not music.
`;
}
