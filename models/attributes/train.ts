import { type Card, makeCard, sha256Of } from "./card.ts";
import { writeCardText } from "./card-text.ts";
import { crossValidate, type Validation } from "./evaluate.ts";
import { fitRegressor } from "./fit.ts";
import { writeModel } from "./graph.ts";
import { readTable } from "./table.ts";

/** How the published model is judged and seeded. */
export const VALIDATION: Validation = { folds: 10, repeats: 5, seed: 2026 };

/** The three files of a trained model. */
export interface TrainedModel {
  onnx: Uint8Array;
  card: Card;
  cardText: string;
}

/**
 * Trains the attribute model: judges the recipe by cross-validation, then learns from all rows. The same text and options give the same
 * bytes.
 *
 * @param csv a table as `readTable` wants it
 * @param created date for the card, YYYY-MM-DD; by default the card has none
 * @throws RangeError when the table cannot be used
 */
export function trainAttributes(csv: string, validation: Validation, created?: string): TrainedModel {
  const table = readTable(csv);
  const repeats = crossValidate(table, validation);
  const model = fitRegressor(table.inputs, table.targets, validation.seed);
  const onnx = writeModel(model);
  const card = makeCard({
    table,
    tableSha256: sha256Of(csv),
    model,
    file: onnx,
    repeats,
    validation,
    created,
  });
  return { onnx, card, cardText: writeCardText(card) };
}
