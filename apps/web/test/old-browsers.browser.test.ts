import { readFileSync } from "node:fs";
import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import config from "../vite.config.ts";
import { heading } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

const sentence =
  "Level Up needs Chrome 120, Edge 120, Firefox 121, Safari 17 or newer. Update your browser, then load this page again.";

const removals = {
  "String.prototype.isWellFormed": () => Reflect.deleteProperty(String.prototype, "isWellFormed"),
  "URL.canParse": () => Reflect.deleteProperty(URL, "canParse"),
  URL: () => Reflect.deleteProperty(window, "URL"),
  "the flag v of regular expressions": () => {
    const Original = RegExp;
    const withoutV = (pattern: string, flags = "") => {
      if (flags.includes("v")) throw new SyntaxError("Invalid flags");
      return new Original(pattern, flags);
    };
    Reflect.set(window, "RegExp", Object.assign(withoutV, { prototype: Original.prototype }));
  },
  "the selector :has()": () => {
    const supports = CSS.supports.bind(CSS);
    CSS.supports = (text: string, value?: string) =>
      !text.includes(":has") && (value === undefined ? supports(text) : supports(text, value));
  },
};

/** The text of the page that can be seen. */
function visibleText(page: Page): Promise<string> {
  return page.evaluate(() => Reflect.get(document.body, "innerText").trim());
}

describeInBrowser("old browsers", ({ visitor }) => {
  test.each(Object.entries(removals))("R42: a browser without %s gets one clear sentence", async (_name, remove) => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/healthz");
    await page.addInitScript(remove);
    for (const path of ["/login", "/register", "/"]) {
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      expect(await visibleText(page)).toBe(sentence);
    }
  });

  test("R42: a supported browser does not see the sentence", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await heading(page, "Please sign in");
    expect(await page.getByText("Level Up needs").isVisible()).toBe(false);
    expect(desktop.problems()).toEqual([]);
  });
});

test("R42: the app is compiled for the browsers that the sentence and the README name", () => {
  expect(config.build?.target).toEqual(["chrome120", "edge120", "firefox121", "safari17"]);
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme).toContain("Chrome 120, Edge 120, Firefox 121, Safari 17");
});

test("R42: the check itself needs nothing newer than ECMAScript 5", () => {
  const source = readFileSync(new URL("../src/browser-check.js", import.meta.url), "utf8");
  const code = source.replace(/\/\/.*/g, "");
  expect(code.match(/=>|`|\?\.|\?\?|\b(?:let|const|class|async|await|of)\b|catch \{/g)).toBeNull();
});
