import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describeInBrowser } from "@levelup/test-support/browser.ts";
import { test } from "vitest";
import { appearances, screens } from "./screens.ts";
import { ada } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

const folder = fileURLToPath(new URL("../../../docs/screenshots/", import.meta.url));
const published = new Set(["login", "register", "home", "profile", "security", "devices"]);
const devices = ["Safari on iPhone", "Backup script"];

describeInBrowser("screenshots", ({ visitor }) => {
  test.runIf(process.env.UPDATE_SCREENSHOTS).each(appearances)(
    "are taken of every screen, $theme, $width pixels wide",
    async ({ theme, width, height }) => {
      mkdirSync(folder, { recursive: true });
      await using web = await startWebApp();
      await web.as("").auth.register({ ...ada, device: "Firefox on Windows" });
      for (const device of devices) await web.as("").auth.login({ ...ada, device });
      await using desktop = await visitor(web.url, { colorScheme: theme, viewport: { width, height } });
      const page = await desktop.open("/login");
      for (const { name, show } of screens) {
        await show(page);
        if (!published.has(name)) continue;
        await page.evaluate(() => document.fonts.ready);
        await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
        await page.evaluate(() => scrollTo(0, 0));
        await page.mouse.move(0, 0);
        await page.screenshot({ path: `${folder}${name}-${width}-${theme}.png`, caret: "hide" });
      }
    },
  );
});
