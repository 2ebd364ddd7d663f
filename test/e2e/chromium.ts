import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Whether there is no browser to test with; says so, and what is skipped for it. */
export function chromiumIsMissing(what: string): boolean {
  const missing = !existsSync(CHROMIUM);
  if (missing)
    console.warn(`${what} skipped: there is no Chromium at ${CHROMIUM} (set CHROMIUM to its path).`);
  return missing;
}

/** How long a page may take to become what a test waits for: a machine that is slow, or stands still for seconds, fails none. */
const PATIENCE_MS = 90_000;

/** The one Chromium that all files share which this process tests, one after another. It ends with the process. */
let shared: Promise<Browser> | undefined;

/** A browser profile of a test's own, which waits patiently; closed by `closeContexts`. */
export async function openContext(options: BrowserContextOptions): Promise<BrowserContext> {
  shared ??= chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await (await shared).newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** Closes every profile that was opened, after a test. */
export async function closeContexts(): Promise<void> {
  for (const context of (await shared)?.contexts() ?? []) await context.close();
}
