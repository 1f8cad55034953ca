import { describeInBrowser } from "@levelup/test-support/browser.ts";
import { expect, test } from "vitest";
import { ada, heading, logIn, path } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

const bob = {
  username: "bob",
  password: "a builder of many things",
  firstName: "Bob",
  lastName: "Builder",
  bio: "Yes.",
};

describeInBrowser("tabs", ({ visitor }) => {
  test("H1: a logout in one tab puts every other tab on the login screen within a second", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const one = await desktop.open("/login");
    await logIn(one, ada);
    await heading(one, "Hello, Ada.");
    const others = [await desktop.open("/"), await desktop.open("/devices")];
    await heading(others[0] ?? one, "Hello, Ada.");
    await heading(others[1] ?? one, "Devices");

    await one.getByRole("button", { name: "Log out" }).click();
    for (const tab of [one, ...others]) {
      await tab.getByRole("heading", { name: "Please sign in" }).waitFor({ timeout: 1000 });
    }
    expect(desktop.problems()).toEqual([]);
  });

  test("a login in one tab signs in every other tab", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const one = await desktop.open("/login");
    const other = await desktop.open("/security");
    await heading(other, "Please sign in");
    await logIn(one, ada);
    await heading(one, "Hello, Ada.");
    await heading(other, "Security");
    expect(path(other)).toBe("/security");
  });

  test("H2: a logout offline logs this device out at once, and the server's token is revoked when the network is back", async () => {
    await using web = await startWebApp();
    const { caller } = await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    expect(await caller.tokens.list()).toHaveLength(2);
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Log out" }).click();
    await heading(page, "Please sign in");
    await page.context().setOffline(false);
    await expect.poll(async () => (await caller.tokens.list()).length).toBe(1);
  });

  test("H3: when one gamer logs out and another logs in, no frame shows anything of the first", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await web.gamer(bob);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");

    // An answer for the first gamer that arrives when the second is logged in.
    const late = Promise.withResolvers<void>();
    await page.route(/account\.me/, async (route) => {
      const answer = await route.fetch();
      await late.promise;
      await route.fulfill({ response: answer }).catch(() => undefined);
    });
    await page.getByRole("link", { name: "Profile", exact: true }).click();
    await page.getByRole("link", { name: "Home" }).click();

    await page.getByRole("button", { name: "Log out" }).click();
    await heading(page, "Please sign in");
    await page.unroute(/account\.me/);
    await page.evaluate(recordFrames);
    await logIn(page, bob);
    await heading(page, "Hello, Bob.");
    late.resolve();
    await page.getByRole("link", { name: "Devices" }).click();
    await heading(page, "Devices");
    await page.getByRole("link", { name: "Home" }).click();
    await heading(page, "Hello, Bob.");

    const frames = await page.evaluate(() => Reflect.get(window, "frames_seen") as string[]);
    expect(frames.length).toBeGreaterThan(3);
    expect(frames.filter((text) => /Ada|Lovelace|Turn-based/.test(text))).toEqual([]);
  });
});

/** Records the text of each frame. */
function recordFrames() {
  const seen: string[] = [];
  Reflect.set(window, "frames_seen", seen);
  const look = () => {
    const fields = [...document.querySelectorAll("input:not([name=username])")].map((field) =>
      Reflect.get(field, "value"),
    );
    seen.push(`${document.body.textContent} ${fields.join(" ")}`);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
