import { type ParseArgsConfig, parseArgs } from "node:util";

/**
 * Reads a script's options; one that it does not know ends the process with 2 and a sentence instead of a stack.
 * @param command what one types to see the help, such as `npm start -- --help`
 */
export function readOptions<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  options: Options,
  command: string,
) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\`${command}\` shows how it is used.`);
    process.exit(2);
  }
}
