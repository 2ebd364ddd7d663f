import { attributes, data, distance, validation, version } from "../../models/attributes/card.json";
import type { AccuracyCard } from "./contract.ts";

type Name = keyof typeof attributes;

const NAMES = Object.keys(attributes) as Name[];
const COMMAND = "npm run train -- attributes <table.csv>";
const SET = "FMA tracks with Echo Nest attributes";
const three = (value: number) => Number(value.toFixed(3));

/** What the card of every family says, put together from the attribute model's own card, which its trainer writes. */
export function attributesCard(): AccuracyCard {
  const weak = NAMES.filter((name) => !attributes[name].supported);
  const split = `${validation.repeats} times ${validation.folds}-fold cross-validation, ${validation.split}`;
  const scoreOf = (name: Name) => ({ figure: name, count: data.rows, set: SET, split, command: COMMAND });
  return {
    name: "attributes",
    title: "Acousticness to valence",
    version,
    kind: "learned",
    summary: `Estimates ${NAMES.join(", ")} of a recording from averages of its spectral descriptors.`,
    figures: NAMES.map((name) => ({ name, at: `audio-features#/${name}`, range: [0, 1] })),
    method: {
      text: "A kernel ridge regression on landmarks over descriptors that were made independent of key and standardised; each attribute has a head of its own.",
      code: "models/attributes",
      sources: [{ title: data.name, authors: data.authors, year: 2017 }],
    },
    data: [
      {
        name: data.name,
        used_for: ["training", "choice", "evaluation"],
        licence: data.licence,
        commercial_use: "allowed",
        count: data.rows,
        unit: "recordings",
        note: data.story.replaceAll("\n", " "),
      },
    ],
    splits: `${split}: the table does not name artists, so that one artist's recordings can fall on both sides, and scores for artists the model has never met may be lower. Kernel, penalty and landmarks are learned anew in each fold; weights of feature families and the grid were chosen with the whole table in view.`,
    scores: NAMES.flatMap((name) => {
      const { rSquared, rSquaredDeviation, meanAbsoluteError, baseline } = attributes[name];
      return [
        {
          ...scoreOf(name),
          metric: "R²: share of the variance that is explained",
          value: three(rSquared),
          better: "higher" as const,
          baseline: { name: "always the mean", value: three(baseline.rSquared) },
          note: `Standard deviation between repeats: ${three(rSquaredDeviation)}.`,
        },
        {
          ...scoreOf(name),
          metric: "mean absolute error",
          value: three(meanAbsoluteError),
          better: "lower" as const,
          baseline: { name: "always the mean", value: three(baseline.meanAbsoluteError) },
        },
      ];
    }),
    confidence: `Skill times familiarity: the skill is the attribute's R² above, familiarity is 1 within a distance of ${three(distance.familiar)} from what the model has seen and falls towards 0 beyond. It is not the chance that a value is right, and never exceeds what cross-validation showed.`,
    robustness: {
      text: "Acousticness leans on the highest bands, which lossy coding takes away: of one song it read 0.10 as FLAC and 0.54 as mp3, at the same confidence. Otherwise not measured.",
      moves: [],
    },
    limits: [
      ...(weak.length > 0
        ? [`The data do not support ${weak.join(" and ")}: it does little better than the mean.`]
        : []),
      "What it learned are the Echo Nest's own estimates, not what people heard: no person rated these recordings.",
      "These are estimates for sorting and searching many recordings, seldom verdicts on one.",
      "It knows music only: not speech, podcasts or field recordings.",
      "Figures called by Spotify's names are not Spotify's figures; POST /v1/calibrations maps them to yours.",
    ],
  };
}
