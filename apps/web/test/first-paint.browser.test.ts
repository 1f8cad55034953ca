import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, heading, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

const backgrounds = { light: "rgb(248, 246, 242)", dark: "rgb(22, 19, 16)" };
/** Chrome's guidance calls 0.1 good. */
const shiftLimit = 0.02;

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** Records the background of every frame and the layout shift, from before the first paint. */
function recordPainting() {
  const seen = new Set<string>();
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += Number(Reflect.get(entry, "value"));
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const color = document.body && getComputedStyle(document.body).backgroundColor;
    // Before the style sheet has loaded the body is transparent.
    if (color && color !== "rgba(0, 0, 0, 0)") seen.add(color);
    requestAnimationFrame(look);
  };
  look();
  Reflect.set(window, "painting", () => ({ backgrounds: [...seen], shift }));
}

const painting = (page: Page) =>
  page.evaluate(() => (Reflect.get(window, "painting") as () => { backgrounds: string[]; shift: number })());

describeInBrowser("first paint", ({ visitor }) => {
  test("the theme follows the system until one is chosen, and a reload keeps the choice", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url, { colorScheme: "light" });
    const page = await desktop.open("/login");
    await heading(page, "Please sign in");
    await expect.poll(() => background(page)).toBe(backgrounds.light);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(() => background(page)).toBe(backgrounds.dark);
    await page.getByRole("button", { name: "Switch to the light theme" }).click();
    await expect.poll(() => background(page)).toBe(backgrounds.light);
    await page.reload();
    await heading(page, "Please sign in");
    await expect.poll(() => background(page)).toBe(backgrounds.light);
    await page.getByRole("button", { name: "Switch to the dark theme" }).click();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(() => background(page)).toBe(backgrounds.light);
    expect(desktop.problems()).toEqual([]);
  });

  test("no frame has the wrong theme if another than that of the system was chosen", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url, { colorScheme: "light" });
    const page = await desktop.open("/login");
    await page.getByRole("button", { name: "Switch to the dark theme" }).click();
    await page.addInitScript(recordPainting);
    // Holds the app back until the page was painted without it.
    const painted = Promise.withResolvers<void>();
    await page.route(/\/assets\/index-.*\.js$/, async (route) => {
      await painted.promise;
      await route.continue();
    });
    await page.reload({ waitUntil: "commit" });
    await expect.poll(async () => (await painting(page)).backgrounds.length).toBeGreaterThan(0);
    painted.resolve();
    await heading(page, "Please sign in");
    expect((await painting(page)).backgrounds).toEqual([backgrounds.dark]);
  });

  test("a signed-in gamer who loads a page never sees the login, and answers shift no layout", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url, { viewport: { width: 1280, height: 800 } });
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.addInitScript(recordPainting);
    const answers = Promise.withResolvers<void>();
    await page.route(/\/trpc\//, async (route) => {
      await answers.promise;
      await route.continue();
    });
    for (const [path, name] of [
      ["/", "Hello."],
      ["/profile", "Profile"],
      ["/devices", "Devices"],
    ] as const) {
      await page.goto(path);
      await heading(page, name);
      expect(await page.getByText("Please sign in").count()).toBe(0);
    }
    answers.resolve();
    await page.getByText("This device", { exact: true }).waitFor();
    expect((await painting(page)).shift).toBeLessThan(shiftLimit);
    await page.goto("/");
    await heading(page, "Hello, Ada.");
    expect((await painting(page)).shift).toBeLessThan(shiftLimit);
  });

  test("a form that is submitted twice at once is sent once", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    let sent = 0;
    await page.route(/auth\.login/, async (route) => {
      sent += 1;
      await route.continue();
    });
    await page.getByLabel("Username").fill(ada.username);
    await page.getByLabel("Password", { exact: true }).fill(ada.password);
    await page.locator("form").evaluate((form: HTMLFormElement) => {
      form.requestSubmit();
      form.requestSubmit();
    });
    await heading(page, "Hello, Ada.");
    expect(sent).toBe(1);
  });
});
