import type { Page } from "playwright-core";
import { expect } from "vitest";
import { heading } from "./steps.ts";

/** Uses a page by its keyboard alone. */
export function createKeyboard(page: Page) {
  const press = (key: string) => page.keyboard.press(key);
  return {
    press,
    type: (text: string) => page.keyboard.type(text),
    /** Presses Tab until the element with this name has a visible focus. */
    async tabTo(name: string, key = "Tab"): Promise<void> {
      for (let steps = 0; steps < 40; steps += 1) {
        if ((await focusedName(page)) === name)
          return expect.poll(() => focusIsVisible(page), { message: name }).toBe(true);
        await press(key);
      }
      throw new Error(`Tab does not reach ${name}.`);
    },
    /** Waits until a screen is shown and focused: a key pressed earlier would be lost. */
    async waitForScreen(name: string): Promise<void> {
      await heading(page, name);
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    },
  };
}

/** Roughly the accessible name of the focused element: its label, or its text. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels?.[0] : null;
    return element?.getAttribute("aria-label") ?? label?.textContent ?? element?.textContent ?? "";
  });
}

/** Whether the focused element has an outline, or the ring of a field. */
function focusIsVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const style = document.activeElement && getComputedStyle(document.activeElement);
    return style !== null && (style.outlineStyle !== "none" || style.boxShadow.includes("3px"));
  });
}
