import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Whether there is no browser to test with; says so, and what is skipped for it. */
export function chromiumIsMissing(what: string): boolean {
  const missing = !existsSync(CHROMIUM);
  if (missing)
    console.warn(`${what} skipped: there is no Chromium at ${CHROMIUM} (set CHROMIUM to its path).`);
  return missing;
}

let shared: Promise<Browser> | undefined;

/**
 * The one Chromium that all files share which this process tests, one after another, each with contexts of its own. It ends with the process.
 */
export function sharedChromium(): Promise<Browser> {
  shared ??= chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  return shared;
}
