import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, heading, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

/** The description of a field for screen readers. */
async function errorOf(page: Page, label: string): Promise<string> {
  const field = page.getByLabel(label, { exact: true });
  await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
  const ids = (await field.getAttribute("aria-describedby"))?.match(/\S+/g) ?? [];
  const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()));
  return texts.join(" ");
}

async function expectFocusOn(page: Page, label: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
}

async function register(page: Page, changes: Record<string, string>): Promise<void> {
  const values = {
    Username: "grace",
    "First name": "Grace",
    "Last name": "Hopper",
    "E-mail (optional)": "",
    Password: "nanoseconds of wire",
    "Password again": "nanoseconds of wire",
    ...changes,
  };
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole("button", { name: "Create account" }).click();
}

describeInBrowser("form errors", ({ visitor }) => {
  test("a wrong password is explained, and the password field is focused", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, { ...ada, password: "wrong" });
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("The username or password is not right.");
    await expectFocusOn(page, "Password");
    expect(await page.getByLabel("Username").inputValue()).toBe(ada.username);
  });

  test("a taken username is shown at the username", async () => {
    await using web = await startWebApp();
    await web.gamer({ ...ada, username: "grace" });
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/register");
    await register(page, { Username: "GRACE" });
    expect(await errorOf(page, "Username")).toContain("An account with that username already exists.");
    await expectFocusOn(page, "Username");
  });

  test.each([
    ["Username", { Username: "two words" }, "Use letters, numbers and the characters @ . + - _ only."],
    ["First name", { "First name": "" }, "Enter your first name."],
    ["E-mail (optional)", { "E-mail (optional)": "no-address" }, "Enter an e-mail address"],
    ["Password", { Password: "short", "Password again": "short" }, "Use at least 8 characters."],
    ["Password", { Password: "password1", "Password again": "password1" }, "attackers try first"],
    [
      "Password",
      { Username: "grace-hopper", Password: "grace-hopper", "Password again": "grace-hopper" },
      "not your username",
    ],
    ["Password again", { "Password again": "nanoseconds of wine" }, "This is not the same password."],
  ])("an error of the field %s of a registration is shown there: %o", async (label, changes, words) => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/register");
    await register(page, changes);
    expect(await errorOf(page, label)).toContain(words);
    await expectFocusOn(page, label);
    expect(desktop.problems()).toEqual([]);
  });

  test("a wrong current password is shown at that field", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/security");
    await logIn(page, ada);
    await heading(page, "Security");
    await page.getByLabel("Current password", { exact: true }).fill("not this one");
    await page.getByLabel("New password", { exact: true }).fill("nanoseconds of wire");
    await page.getByRole("button", { name: "Change password" }).click();
    expect(await errorOf(page, "Current password")).toContain("This is not your current password.");
    await expectFocusOn(page, "Current password");
  });

  test("a common new password is shown at the new password", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/security");
    await logIn(page, ada);
    await page.getByLabel("Current password", { exact: true }).fill(ada.password);
    await page.getByLabel("New password", { exact: true }).fill("password1");
    await page.getByRole("button", { name: "Change password" }).click();
    expect(await errorOf(page, "New password")).toContain("attackers try first");
  });

  test("the strength meter rates the password while it is typed, and gives advice", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/register");
    const password = page.getByLabel("Password", { exact: true });
    await page.getByText("8 characters or more.").waitFor();
    await password.fill("password1");
    await page.getByText(/^Guessed at once\. .+/).waitFor();
    await password.fill("brass cogs hum under lamplight");
    await page.getByText("Strong.", { exact: true }).waitFor();
  });
});
