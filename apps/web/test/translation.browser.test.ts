import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { rejectLogins } from "./rejected-logins.ts";
import { ada, heading, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

/** Replaces every text of the page as a translating browser does: by elements that hold a new text. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (texts.nextNode()) found.push(texts.currentNode as Text);
    for (const text of found.filter(({ data }) => data.trim() !== "")) {
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      inner.textContent = `»${text.data}«`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  });
}

describeInBrowser("a page that the browser translates", ({ visitor }) => {
  test("R43: the countdown goes on, and the form can be sent again at zero", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await rejectLogins(page, "RATE_LIMITED", { retryAfterSeconds: 65 });
    await page.clock.install();
    await logIn(page, ada);
    await page.getByText("Too many attempts").waitFor();
    await translate(page);
    await page.clock.runFor(5000);
    expect(await page.getByRole("alert").textContent()).toContain("1:00");
    await translate(page);
    await page.clock.runFor(10_000);
    expect(await page.getByRole("alert").textContent()).toContain("0:50");
    await page.clock.runFor(51_000);
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.unroute(/auth\.login/);
    await page.locator("button[type=submit]").click();
    await heading(page, "Hello, Ada.");
    expect(desktop.problems()).toEqual([]);
  });

  test("R43: every screen goes on working", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/register");
    await heading(page, "Create your account");
    await translate(page);
    const password = page.locator("[name=password]");
    await password.fill("password1");
    await page.getByText(/^Guessed at once\./).waitFor();
    await translate(page);
    await password.fill("");
    await page.getByText(/^8 characters or more/).waitFor();
    await page.locator("[type=submit]").click();
    await page.getByText("Enter your first name.").waitFor();
    await translate(page);
    for (const [name, value] of Object.entries({ ...ada, passwordAgain: ada.password }))
      await page.locator(`[name=${name}]`).fill(value);
    await page.getByRole("button", { name: "Show password", exact: true }).click();
    await page.locator("[type=submit]").click();
    await heading(page, "Hello, Ada.");

    await web.as("").auth.login({ username: ada.username, password: ada.password, device: "Old phone" });
    await translate(page);
    await page.locator("a[href='/profile']").first().click();
    await heading(page, "Profile");
    await translate(page);
    await page.locator("[name=firstName]").fill("Augusta");
    await page.locator("form:has([name=firstName]) [type=submit]").click();
    await heading(page, "Hello, Augusta.");
    expect(await page.locator("h2").textContent()).toContain("Augusta Lovelace");
    await page.locator("a[href='/devices']").click();
    await heading(page, "Devices");
    await translate(page);
    await page.getByRole("button", { name: "Log out Old phone" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
    await page.getByText("This is the only device.").waitFor();
    await translate(page);
    await page.getByRole("status").getByRole("button").first().click();
    await page.locator("header button").last().click();
    await heading(page, "Please sign in");
    expect(desktop.problems()).toEqual([]);
  });
});
