import type { Page } from "playwright-core";

/** How far a page is wider than its window, in CSS pixels. On phones `innerWidth` grows with the page, and would hide it. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What a page lacks for those who do not see it, in sentences: the checks of axe that matter for forms. */
export const barriers = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const named = (node: Element): boolean => {
      const labels = (node as HTMLInputElement).labels;
      const text = labels?.length ? labels[0]!.textContent : node.textContent;
      return Boolean((node.getAttribute("aria-label") ?? text ?? "").trim());
    };
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    for (const id of ids)
      if (ids.filter((other) => other === id).length > 1) found.push(`#${id} is there twice`);
    for (const node of document.querySelectorAll("input, select, textarea, button, a, summary"))
      if (!named(node)) found.push(`${node.outerHTML} has no name`);
    for (const node of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
      for (const id of `${node.getAttribute("aria-labelledby") ?? ""} ${node.getAttribute("aria-describedby") ?? ""}`
        .trim()
        .split(/\s+/))
        if (!document.getElementById(id)) found.push(`${node.tagName} names #${id}, which is not there`);
    for (const node of document.querySelectorAll(
      "input:not([type=checkbox], [type=file], [type=range], [readonly])",
    ))
      if (!node.hasAttribute("autocomplete")) found.push(`${node.outerHTML} has no autocomplete`);
    if (document.querySelectorAll("h1").length !== 1) found.push("there is not one h1");
    if (!document.querySelector("main")) found.push("there is no main");
    if (!document.documentElement.lang) found.push("the page has no language");
    if (document.querySelector("[tabindex]:not([tabindex='-1'], [tabindex='0'])"))
      found.push("tabindex reorders the page");
    const levels = [...document.querySelectorAll("h1, h2, h3")].map(({ tagName }) => Number(tagName[1]));
    for (const [at, level] of levels.entries())
      if (at > 0 && level > levels[at - 1]! + 1) found.push(`h${level} follows h${levels[at - 1]}`);
    for (const node of document.querySelectorAll(
      "button, a.button, main input:not([type=checkbox], .away), select",
    )) {
      const { width, height } = node.getBoundingClientRect();
      if (width > 0 && (height < 24 || width < 24))
        found.push(`${node.outerHTML} is too small to be touched`);
    }
    return found;
  });

/** Presses Tab until the focus is on what the selector names; fails after forty presses. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < 40; press++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Forty presses of Tab do not reach ${selector}.`);
}
