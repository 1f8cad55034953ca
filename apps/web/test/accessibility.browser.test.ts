import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { viewports, violations } from "./axe.ts";
import { createKeyboard, focusedName } from "./keyboard.ts";
import { screens } from "./screens.ts";
import { ada, heading, lastLink, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

/** On a busy machine. */
const everyScreenMs = 180_000;

describeInBrowser("accessibility", ({ visitor }) => {
  test.each(viewports)(
    "H8: axe finds nothing on any screen, in both themes, $width pixels wide",
    async (viewport) => {
      await using web = await startWebApp();
      await web.gamer(ada);
      await using desktop = await visitor(web.url, { viewport });
      const page = await desktop.open("/login");
      const found: Record<string, string[]> = {};
      for (const { name, show } of screens) {
        await show(page);
        found[name] = await violations(page);
      }
      expect(found).toEqual(Object.fromEntries(screens.map(({ name }) => [name, []])));
      expect(desktop.problems()).toEqual([]);
    },
    everyScreenMs,
  );

  test("H8: register, log in, edit the profile and log a device out by keyboard alone", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { press, type, tabTo, waitForScreen } = createKeyboard(page);
    await expect.poll(() => focusedName(page)).toBe("Username");
    await tabTo("Create an account", "Shift+Tab");
    await press("Enter");
    await heading(page, "Create your account");
    await expect.poll(() => focusedName(page)).toBe("Username");
    await type(ada.username);
    await tabTo("First name");
    await type(ada.firstName);
    await tabTo("Last name");
    await type(ada.lastName);
    await tabTo("Password");
    await type(ada.password);
    await tabTo("Password again");
    await type(ada.password);
    await press("Enter");
    await waitForScreen("Hello, Ada.");

    await tabTo("Log out");
    await press("Enter");
    await heading(page, "Please sign in");
    await expect.poll(() => focusedName(page)).toBe("Username");
    await type(ada.username);
    await tabTo("Password");
    await type(ada.password);
    await tabTo("Show password");
    await press("Space");
    expect(await page.getByLabel("Password", { exact: true }).getAttribute("type")).toBe("text");
    await tabTo("Log in");
    await press("Space");
    await waitForScreen("Hello, Ada.");

    await tabTo("Edit profile");
    await press("Enter");
    await waitForScreen("Profile");
    await tabTo("Bio (optional)");
    await type("By keyboard.");
    await tabTo("Save");
    await press("Enter");
    await waitForScreen("Hello, Ada.");
    await page.getByText("By keyboard.").waitFor();

    await web.as("").auth.login({ username: ada.username, password: ada.password, device: "Old phone" });
    await tabTo("Devices", "Shift+Tab");
    await press("Enter");
    await waitForScreen("Devices");
    await page.getByText("Old phone").waitFor();
    await tabTo("Log out Old phone");
    await press("Enter");
    await page.getByRole("dialog").waitFor();
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await expect.poll(() => focusedName(page)).toBe("Log out Old phone");
    await press("Enter");
    // The page behind the dialog has a button of that name too.
    await page.getByRole("dialog").waitFor();
    await tabTo("Log out");
    await press("Enter");
    await page.getByText("Old phone is logged out.").waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "Old phone" }).count()).toBe(0);
  });

  test("J24: a forgotten password and another address by keyboard alone", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { press, type, tabTo, waitForScreen } = createKeyboard(page);
    await expect.poll(() => focusedName(page)).toBe("Username");
    await tabTo("Forgot your password?");
    await press("Enter");
    await heading(page, "Forgot your password?");
    await expect.poll(() => focusedName(page)).toBe("Username or e-mail address");
    await type(ada.username);
    await press("Enter");
    await waitForScreen("Check your mail");
    await tabTo("Enter the code from the mail");
    await press("Enter");
    await heading(page, "Set a new password");
    await expect.poll(() => focusedName(page)).toBe("Code from the mail");
    await type((await lastLink(web)).split("#")[1] ?? "");
    await tabTo("New password");
    await type("a difference engine of cogs");
    await press("Enter");
    await heading(page, "Please sign in");
    await expect.poll(() => focusedName(page)).toBe("Password");
    await type("a difference engine of cogs");
    await press("Enter");
    await waitForScreen("Hello, Ada.");

    web.clock.advance({ minutes: 16 });
    await tabTo("Edit profile");
    await press("Enter");
    await waitForScreen("Profile");
    await page.getByLabel("New address").waitFor();
    await tabTo("New address");
    await type("countess@example.com");
    await tabTo("Change address");
    await press("Space");
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Password");
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await expect.poll(() => focusedName(page)).toBe("Change address");
    await press("Space");
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Password");
    await type("a difference engine of cogs");
    await tabTo("Confirm");
    await press("Enter");
    await page.getByText("A mail with a link is on its way to the new address.").waitFor();
    await tabTo("Send again to countess@example.com", "Shift+Tab");
    await press("Enter");
    await page.getByText("A mail with a link is on its way to countess@example.com.").waitFor();
    expect(desktop.problems()).toEqual([]);
  });

  test("H8: fields have names and autocomplete for password managers, and a password can be pasted", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await heading(page, "Please sign in");
    expect(await fieldsOf(page)).toEqual(["username username webauthn", "password current-password"]);
    await page.getByLabel("Password", { exact: true }).evaluate((field: HTMLInputElement) => {
      field.focus();
      const data = new DataTransfer();
      data.setData("text/plain", "pasted");
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      if (!field.dispatchEvent(event)) throw new Error("The page does not allow pasting.");
    });
    await page.goto("/register");
    await heading(page, "Create your account");
    expect(await fieldsOf(page)).toEqual([
      "username username",
      "firstName given-name",
      "lastName family-name",
      "password new-password",
      "passwordAgain new-password",
      "email email",
      "bio ",
    ]);
    await page.goto("/login?next=/security");
    await logIn(page, ada);
    await heading(page, "Security");
    expect(await fieldsOf(page)).toEqual([
      "username username",
      "currentPassword current-password",
      "newPassword new-password",
    ]);
    await expect.poll(() => page.locator("input[name=username]").inputValue()).toBe(ada.username);
  });

  test("each screen has its own title, and its heading is focused when it opens", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    for (const name of ["Profile", "Security", "Devices"]) {
      await page.getByRole("navigation").getByRole("link", { name }).click();
      await heading(page, name);
      expect(await page.title()).toBe(`${name} · Level Up`);
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name);
    }
  });
});

/** Name and autocomplete of each field of the form. */
function fieldsOf(page: Page): Promise<string[]> {
  return page
    .locator("form :is(input, textarea)")
    .evaluateAll((fields) =>
      fields.map((field) => `${field.getAttribute("name")} ${field.getAttribute("autocomplete") ?? ""}`),
    );
}
