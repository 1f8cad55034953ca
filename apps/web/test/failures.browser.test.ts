import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { rejectLogins } from "./rejected-logins.ts";
import { ada, heading, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

/** Delays the requests of the page for an address until `release` is called. */
async function hold(page: Page, address: RegExp) {
  const requested = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    requested.resolve();
    await gate.promise;
    await route.continue();
  });
  return { requested: requested.promise, release: gate.resolve };
}

describeInBrowser("failures", ({ visitor }) => {
  test("too many attempts: the time left counts down, and the button is enabled at zero", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await rejectLogins(page, "RATE_LIMITED", { retryAfterSeconds: 65 });
    await page.clock.install();
    await logIn(page, ada);
    const button = page.getByRole("button", { name: "Log in", exact: true });
    await page.getByText("Too many attempts").waitFor();
    expect(await button.isDisabled()).toBe(true);
    await page.clock.runFor(5000);
    expect(await page.getByRole("alert").textContent()).toContain("Try again in 1:00.");
    await page.clock.runFor(59_000);
    expect(await button.isDisabled()).toBe(true);
    await page.clock.runFor(1500);
    expect(await button.isDisabled()).toBe(false);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test.each([-7_200_000, 7_200_000])(
    "R43: a clock that is corrected by %d ms does not move the countdown",
    async (ms) => {
      await using web = await startWebApp();
      await using desktop = await visitor(web.url);
      const page = await desktop.open("/login");
      await rejectLogins(page, "RATE_LIMITED", { retryAfterSeconds: 65 });
      await page.clock.install();
      await logIn(page, ada);
      await page.getByText("Too many attempts").waitFor();
      await page.clock.setSystemTime(Date.now() + ms);
      await page.clock.runFor(5000);
      expect(await page.getByRole("alert").textContent()).toContain("Try again in 1:00.");
    },
  );

  test.each([
    ["OVERLOADED", "The server is busy"],
    ["UNAVAILABLE", "The server cannot work just now"],
    ["INTERNAL", "quote req-1"],
  ] as const)("%s is explained, and the form can be sent again", async (code, words) => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await rejectLogins(page, code);
    await logIn(page, ada);
    await expect.poll(() => page.getByRole("alert").textContent()).toContain(words);
    await page.unroute(/auth\.login/);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(page, "Hello, Ada.");
  });

  test("the login says that the server cannot be reached", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await page.route(/auth\.login/, (route) => route.abort());
    await logIn(page, ada);
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("The server cannot be reached");
  });

  test("H4: while the server cannot be reached the gamer stays signed in, is told, and can try again", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.route(/\/trpc\//, (route) => route.abort());
    await page.reload();
    await page.getByText("The server cannot be reached").waitFor();
    await page.unroute(/\/trpc\//);
    await page.getByRole("button", { name: "Try again" }).click();
    await heading(page, "Hello, Ada.");
    expect(await page.getByText("The server cannot be reached").count()).toBe(0);
  });

  test("R43: a browser whose clock is two hours slow or fast shows no time in the future", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    const hour = 3_600_000;
    for (const offset of [-2 * hour, 2 * hour]) {
      await using desktop = await visitor(web.url);
      const page = await desktop.open("/login?next=/devices");
      await page.clock.install({ time: Date.now() + offset });
      await page.reload();
      await logIn(page, ada);
      await heading(page, "Devices");
      const rows = page.getByRole("listitem");
      await rows
        .getByText(/^Used |Not used yet/)
        .first()
        .waitFor();
      expect((await rows.allTextContents()).filter((text) => /\bin \d+ (?:minute|hour)/.test(text))).toEqual([]);
    }
  });

  test("a device that cannot be logged out returns to the list", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/devices");
    await logIn(page, ada);
    await page.route(/tokens\.revoke/, (route) => route.abort());
    await page.getByRole("button", { name: "Log out vitest" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
    await expect.poll(() => page.getByRole("status").textContent()).toContain("The server cannot be reached");
    expect(await page.getByRole("listitem").count()).toBe(2);
  });

  test.each([
    { where: "has left the profile", screen: "at once" },
    { where: "is leaving the profile", screen: "late" },
  ])("a gamer who $where while it is saved is not sent home", async ({ screen }) => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/profile");
    const saving = await hold(page, /account\.update/);
    const loading = await hold(page, /devices\.page/);
    if (screen === "at once") loading.release();
    await page.reload();
    await logIn(page, ada);
    await page.getByLabel("Bio (optional)").fill("Back soon.");
    await page.getByRole("button", { name: "Save" }).click();
    await saving.requested;
    await page.getByRole("link", { name: "Devices" }).click();
    if (screen === "at once") await heading(page, "Devices");
    saving.release();
    await page.getByText("Your profile is saved.").waitFor();
    loading.release();
    await heading(page, "Devices");
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByText("Back soon.").waitFor();
  });

  test("a screen says that there is no connection, and loads by itself when it is back", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.waitForLoadState("networkidle");
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Devices" }).click();
    await page.getByText("You are offline").waitFor();
    await page.context().setOffline(false);
    await page.getByText("This device", { exact: true }).waitFor();
    expect(await page.getByText("You are offline").count()).toBe(0);
  });

  test("a part of the app that does not load can be loaded again", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await page.route(/devices\.page-/, (route) => route.abort());
    await page.reload();
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.getByRole("link", { name: "Devices" }).click();
    await heading(page, "This page did not load");
    await page.unroute(/devices\.page-/);
    await page.getByRole("button", { name: "Load it again" }).click();
    await heading(page, "Devices");
  });

  test("an unknown address says so", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/unknown");
    await heading(page, "There is nothing on this step");
    expect(await page.title()).toBe("There is nothing on this step · Level Up");
    await page.getByRole("link", { name: "Go home" }).click();
    await heading(page, "Please sign in");
  });
});
