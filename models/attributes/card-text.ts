import { type Card, SUPPORTED_FROM } from "./card.ts";
import { ATTRIBUTES } from "./inputs.ts";

const two = (value: number) => value.toFixed(2);
const three = (value: number) => value.toFixed(3);

/** The model card for people, as Markdown. */
export function writeCardText(card: Card): string {
  const weak = ATTRIBUTES.filter((name) => !card.attributes[name].supported);
  const { validation, data, distance } = card;
  return `# Model card: ${card.name} ${card.version}

Estimates ${ATTRIBUTES.join(", ")} of a recording, each from 0 to 1, from averages of its spectral descriptors.
\`model.onnx\`: ${card.bytes} bytes, SHA-256 \`${card.sha256}\`${card.created === undefined ? "" : `, trained ${card.created}`}. Made by \`${card.command}\`, byte for byte the same each time.
Written by the trainer; do not edit.

## How good it is

${scoreTable(card)}

Measured by ${validation.repeats} times ${validation.folds}-fold cross-validation on ${data.rows} recordings (${data.incompleteRows} more were left out because an attribute is
missing). The splits are random by row, because the table does not name artists: recordings of one artist can fall on both sides, so
**for artists it has never met the model may well be worse than these figures**. Kernel width, penalty and link of each attribute, the
standardisation and the landmarks are learned anew in each fold. The weights of the feature families, the number of landmarks and the grid
of widths and penalties were chosen by hand with the whole table in view, by scores from the same rows: that flatters the figures
by an amount that was not measured, likely about 0.01. "Mean" is a model that always says the average. R² is
the share of the variance that is explained: 1 is perfect, 0 is no better than the mean. "Supported" is an R² of at least ${two(SUPPORTED_FROM)}, a line
that we drew.

${supportText(weak)}

A typical error is as large as the column says, for every attribute: these are estimates for sorting and searching
many recordings, seldom verdicts on one. Intervals that should hold ${Math.round(validation.intervalShare * 100)} % of recordings:

${intervalTable(card)}

## What the confidence means

\`confidence = skill × familiarity\`. The skill of an attribute is its R² above (0 if negative). Familiarity is 1 up to a distance of
${three(distance.familiar)}, beyond it \`exp(−(distance − ${three(distance.familiar)}) / ${three(distance.familiar - distance.median)})\`. The distance is the root mean square difference, over standardised and
weighted features, between the recording and the nearest of the model's ${card.landmarks.count} landmarks; unseen recordings of the data have a median of ${three(distance.median)}, and 95 %
of them lie within ${three(distance.familiar)}. So confidence never exceeds what cross-validation showed, and falls to 0 for sound unlike anything
in the data. It is not the probability that a value is right. The fall-off is a guard, not a measurement: within the data, as the
next table shows, recordings further off are not judged worse, and beyond the data nobody could measure. Error near and far (mean absolute error as a share of the mean model's, all attributes):

${distanceTable(card)}

## What it learned from

${data.name}. ${data.authors}. Licence: ${data.licence}. Table of SHA-256 \`${data.sha256}\`.

${data.story}

Chroma follows the recording's tuning. The top band of the spectral contrast is left out, since the resampler decides it.

## How it works

Chroma becomes the magnitudes of its Fourier transform, the same in every key; level and spectral shape become logarithms; all
is standardised and clipped to the range of the data. A kernel ridge regression (rational quadratic kernel and a linear part) on ${card.landmarks.count} landmarks
sums up. Each landmark is the mean of ${card.landmarks.rowsAveraged} neighbouring recordings, so the file holds no recording's descriptors. All of it is inside
\`model.onnx\`, in ONNX operator set 18, single precision; \`card.json\` has inputs with which any runtime can check it.

## What it must not be used for

Decisions about people or money without someone listening: royalties, contracts, rejections, charges of fraud. Finding out whether a recording was made
by a person, is live, contains speech, or is safe for anyone to hear. Speech, podcasts and field recordings: it knows music only. Comparing
two recordings that differ by less than the errors above, or two encodings of one: acousticness leans on the highest bands, which lossy coding
takes away, and of one song it read 0.10 as FLAC and 0.54 as mp3 at the same confidence. Figures called by Spotify's names are not Spotify's figures.
`;
}

function scoreTable(card: Card): string {
  const rows = ATTRIBUTES.map((name) => {
    const { rSquared, rSquaredDeviation, meanAbsoluteError, baseline, supported } = card.attributes[name];
    const deviation = rSquaredDeviation.toFixed(3);
    return `| ${name} | ${three(rSquared)} ± ${deviation} | ${three(meanAbsoluteError)} | ${three(baseline.rSquared)} | ${three(baseline.meanAbsoluteError)} | ${supported ? "yes" : "**no**"} |`;
  });
  return `| attribute | R² (± between repeats) | mean absolute error | R² of the mean | error of the mean | supported |
|---|---|---|---|---|---|
${rows.join("\n")}`;
}

function supportText(weak: readonly string[]): string {
  if (weak.length === 0) return "The data support every attribute to some degree; the table says to which.";
  return `**The data do not support ${weak.join(" and ")}.** The model does not do much better there than always saying the average; what it gives is
not evidence about one recording, and its confidence is low for every input.`;
}

function intervalTable(card: Card): string {
  const rows = ATTRIBUTES.map((name) => {
    const { intervals, intervalCoverage } = card.attributes[name];
    const widths = intervals
      .map(({ upTo, halfWidth }) => `up to ${two(upTo)}: ± ${two(halfWidth)}`)
      .join(", ");
    return `| ${name} | ${widths} | ${(100 * intervalCoverage).toFixed(0)} % |`;
  });
  return `| attribute | by predicted value | unseen recordings that it held |
|---|---|---|
${rows.join("\n")}`;
}

function distanceTable(card: Card): string {
  const rows = card.distance.errors.map(
    ({ upTo, relativeError }) => `| up to ${two(upTo)} | ${two(relativeError)} |`,
  );
  return `| distance (quarters of the recordings) | error |
|---|---|
${rows.join("\n")}`;
}
