import { readFile } from "node:fs/promises";
import { accuracyCardSchema } from "../src/cards/contract.ts";
import { printCard } from "../src/cards/print-card.ts";

const HELP = `Checks an accuracy card against its schema and prints it as Markdown: node scripts/print-card.ts models/<name>/card.json`;

const [file, ...rest] = process.argv.slice(2);
if (file === undefined || file.startsWith("-") || rest.length > 0) {
  console.log(HELP);
  process.exitCode = file === "--help" ? 0 : 2;
} else {
  const card = accuracyCardSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (card.success) console.log(printCard(card.data));
  else {
    for (const { path, message } of card.error.issues) console.error(`${path.join(".")}: ${message}`);
    process.exitCode = 1;
  }
}
