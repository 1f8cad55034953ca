import { describeInBrowser } from "@levelup/test-support/browser.ts";
import { expect, test } from "vitest";
import { ada, heading, logIn, path } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

describeInBrowser("journey", ({ visitor }) => {
  test("H9: register, profile, logout, login, a device logged out, a new password, the other device signed out", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    await using phone = await visitor(web.url, { viewport: { width: 390, height: 844 } });

    const page = await desktop.open("/");
    await heading(page, "Please sign in");
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Username").fill(ada.username);
    await page.getByLabel("First name").fill(ada.firstName);
    await page.getByLabel("Last name").fill(ada.lastName);
    await page.getByLabel("Bio").fill(ada.bio);
    await page.getByLabel("Password", { exact: true }).fill(ada.password);
    await page.getByLabel("Password again", { exact: true }).fill(ada.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await heading(page, "Hello, Ada.");
    expect(await page.getByText("Stuck on level 7.").textContent()).toBe(ada.bio);

    await page.getByRole("link", { name: "Edit profile" }).click();
    await page.getByLabel("First name").fill("Augusta");
    await page.getByRole("button", { name: "Save" }).click();
    await heading(page, "Hello, Augusta.");

    await page.getByRole("button", { name: "Log out" }).click();
    await heading(page, "Please sign in");
    await logIn(page, ada);
    await heading(page, "Hello, Augusta.");

    const other = await phone.open("/login");
    await logIn(other, ada);
    await heading(other, "Hello, Augusta.");

    await page.getByRole("link", { name: "Devices" }).click();
    await page.getByRole("button", { name: /^Log out Chrome/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
    await page.getByText("This is the only device.").waitFor();
    await other.getByRole("link", { name: "Devices" }).click();
    await heading(other, "Please sign in");
    expect(await other.getByText("This device was logged out.").isVisible()).toBe(true);
    await logIn(other, ada);
    await heading(other, "Devices");

    const next = "a difference engine of cogs";
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByLabel("Current password", { exact: true }).fill(ada.password);
    await page.getByLabel("New password", { exact: true }).fill(next);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password is changed.").waitFor();
    await page.reload();
    await heading(page, "Security");

    await other.getByRole("link", { name: "Home" }).click();
    await heading(other, "Please sign in");
    await logIn(other, ada);
    await other.getByText("The username or password is not right.").waitFor();
    await logIn(other, { ...ada, password: next });
    await heading(other, "Hello, Augusta.");

    expect([...desktop.problems(), ...phone.problems()]).toEqual([]);
  });

  test("a deep link returns to its page after the login, and Back skips the login", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/devices?from=mail");
    await heading(page, "Please sign in");
    expect(path(page)).toBe("/login?next=%2Fdevices%3Ffrom%3Dmail");
    await logIn(page, ada);
    await heading(page, "Devices");
    expect(path(page)).toBe("/devices?from=mail");
    await page.getByRole("link", { name: "Profile" }).click();
    await heading(page, "Profile");
    await page.goBack();
    await heading(page, "Devices");
    await page.goBack();
    expect(page.url()).toBe("about:blank");
  });

  test("a `next` of another origin goes home", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/.//evil.example/");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    expect(path(page)).toBe("/");
  });

  test("a reload keeps the session, and /login sends a signed-in gamer home", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.reload();
    await heading(page, "Hello, Ada.");
    await page.goto("/login");
    await heading(page, "Hello, Ada.");
    expect(path(page)).toBe("/");
  });

  test("/logout logs this device out and shows the login", async () => {
    await using web = await startWebApp();
    const { caller } = await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.goto("/logout");
    await heading(page, "Please sign in");
    expect(path(page)).toBe("/login");
    await expect.poll(async () => (await caller.tokens.list()).length).toBe(1);
  });

  test("B7: HTML in a bio is shown as text", async () => {
    await using web = await startWebApp();
    await web.gamer({ ...ada, bio: "<img src=x onerror=alert(1)><b>bold</b>" });
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await page.getByText("<img src=x onerror=alert(1)><b>bold</b>").waitFor();
  });
});
