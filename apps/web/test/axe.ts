import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** The widths that screens are checked at, in the pixels of CSS. */
export const viewports = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

/** What axe finds on a screen, in both themes, and whether the screen scrolls sideways. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  await page.evaluate(stopTransitions);
  const found = await run(page, {});
  await show(page, "dark");
  // Of the rules, this one alone depends on the theme.
  found.push(...(await run(page, { runOnly: ["color-contrast"] })));
  await show(page, "light");
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  return isTooWide ? [...found, "scrolls sideways"] : found;
}

/** Colors on their way from one state to another have a contrast of their own. */
function stopTransitions(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { transition-property: none !important; }");
  document.adoptedStyleSheets = [sheet];
}

async function show(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect.poll(() => page.locator("html").getAttribute("data-mantine-color-scheme")).toBe(theme);
}

async function run(page: Page, options: axe.RunOptions): Promise<string[]> {
  const results = await page.evaluate((asked) => (Reflect.get(window, "axe") as typeof axe).run(asked), options);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
