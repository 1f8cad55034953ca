import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "./browser.ts";
import { ada, heading, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

const paper = { light: "rgb(248, 246, 242)", dark: "rgb(22, 19, 16)" };
/** What Chrome's own guidance calls good is 0.1. */
const shiftLimit = 0.02;

const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** Notes the ground of every frame, and how far anything jumps, from before the first paint on. */
function watchPainting() {
  const grounds = new Set<string>();
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += Number(Reflect.get(entry, "value"));
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const ground = document.body && getComputedStyle(document.body).backgroundColor;
    // Before the style sheet is there the body has no ground of its own.
    if (ground && ground !== "rgba(0, 0, 0, 0)") grounds.add(ground);
    requestAnimationFrame(look);
  };
  look();
  Reflect.set(window, "painting", () => ({ grounds: [...grounds], shift }));
}

const painting = (page: Page) =>
  page.evaluate(() => (Reflect.get(window, "painting") as () => { grounds: string[]; shift: number })());

describeInBrowser("first paint", ({ visitor }) => {
  test("the theme follows the system, until one chooses, and a reload keeps what was chosen", async () => {
    await using web = await startWebApp();
    await using desk = await visitor(web.url, { colorScheme: "light" });
    const page = await desk.open("/login");
    await heading(page, "Please sign in");
    await expect.poll(() => ground(page)).toBe(paper.light);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(() => ground(page)).toBe(paper.dark);
    await page.getByRole("button", { name: "Switch to the light theme" }).click();
    await expect.poll(() => ground(page)).toBe(paper.light);
    await page.reload();
    await heading(page, "Please sign in");
    await expect.poll(() => ground(page)).toBe(paper.light);
    await page.getByRole("button", { name: "Switch to the dark theme" }).click();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(() => ground(page)).toBe(paper.light);
    expect(desk.problems()).toEqual([]);
  });

  test("no frame has the wrong theme where another one than the system's was chosen", async () => {
    await using web = await startWebApp();
    await using desk = await visitor(web.url, { colorScheme: "light" });
    const page = await desk.open("/login");
    await page.getByRole("button", { name: "Switch to the dark theme" }).click();
    await page.addInitScript(watchPainting);
    // The app itself comes only when the page was painted without it.
    const painted = Promise.withResolvers<void>();
    await page.route(/\/assets\/index-.*\.js$/, async (route) => {
      await painted.promise;
      await route.continue();
    });
    await page.reload({ waitUntil: "commit" });
    await expect.poll(async () => (await painting(page)).grounds.length).toBeGreaterThan(0);
    painted.resolve();
    await heading(page, "Please sign in");
    expect((await painting(page)).grounds).toEqual([paper.dark]);
  });

  test("a signed-in gamer who loads a page never sees the login, and nothing jumps when the answers come", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desk = await visitor(web.url, { viewport: { width: 1280, height: 800 } });
    const page = await desk.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.addInitScript(watchPainting);
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

  test("a form that is sent twice at once goes out once", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desk = await visitor(web.url);
    const page = await desk.open("/login");
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
