import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, heading, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

/** Sets values as some password managers do: in the element, without an event. */
async function setSilently(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await page.getByLabel(label, { exact: true }).evaluate((field, text) => Reflect.set(field, "value", text), value);
  }
}

describeInBrowser("values that are set without an input event", ({ visitor }) => {
  test("R41: log in", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await heading(page, "Please sign in");
    await setSilently(page, { Username: ada.username, Password: ada.password });
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(page, "Hello, Ada.");
  });

  test("R41: replace what was typed before", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await page.getByLabel("Username").fill("typed");
    await page.getByLabel("Password", { exact: true }).fill("typed");
    await setSilently(page, { Username: ada.username, Password: ada.password });
    await page.getByLabel("Password", { exact: true }).press("Enter");
    await heading(page, "Hello, Ada.");
  });

  test("R41: are validated and corrected like typed ones", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await heading(page, "Please sign in");
    await setSilently(page, { Username: ada.username });
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await page.getByText("Enter your password.").waitFor();
    expect(await page.getByText("Enter your username.").count()).toBe(0);
    await setSilently(page, { Password: ada.password });
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(page, "Hello, Ada.");
  });

  test("R41: register, edit the profile and change the password", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/register");
    await heading(page, "Create your account");
    await setSilently(page, {
      Username: ada.username,
      "First name": ada.firstName,
      "Last name": ada.lastName,
      Password: ada.password,
      "Password again": ada.password,
      "E-mail (optional)": ada.email,
      "Bio (optional)": ada.bio,
    });
    await page.getByRole("button", { name: "Create account" }).click();
    await heading(page, "Hello, Ada.");
    expect(await page.getByText("Stuck on level 7.").textContent()).toBe(ada.bio);

    await page.getByRole("link", { name: "Edit profile" }).click();
    await heading(page, "Profile");
    await setSilently(page, { "First name": "Augusta", "Bio (optional)": "" });
    await page.getByRole("button", { name: "Save" }).click();
    await heading(page, "Hello, Augusta.");
    await page.getByText("No bio yet.").waitFor();

    const password = "a difference engine of cogs";
    await page.getByRole("link", { name: "Security" }).click();
    await heading(page, "Security");
    await setSilently(page, { "Current password": ada.password, "New password": password });
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password is changed.").waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await logIn(page, { ...ada, password });
    await heading(page, "Hello, Augusta.");
    expect(desktop.problems()).toEqual([]);
  });
});
