import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { createKeyboard, focusedName } from "./keyboard.ts";
import { ada, heading, logIn } from "./steps.ts";
import { startWebApp } from "./web-app.ts";

const newToken = (page: Page) => page.getByRole("dialog", { name: "New API token" });
const secretDialog = (page: Page) => page.getByRole("dialog", { name: "Copy your new token" });

async function openSecurity(page: Page): Promise<void> {
  await logIn(page, ada);
  await heading(page, "Security");
  await page.getByText("None yet.").waitFor();
}

describeInBrowser("API tokens", ({ visitor }) => {
  test("L23: one is created by keyboard, shown once, copied, listed, and ended", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url, { permissions: ["clipboard-read", "clipboard-write"] });
    const page = await desktop.open("/login?next=/security");
    await openSecurity(page);
    const { press, type, tabTo } = createKeyboard(page);

    await tabTo("New token");
    await press("Enter");
    await expect.poll(() => focusedName(page)).toBe("Name");
    await press("Enter");
    await newToken(page).getByText("Give the token a name.").waitFor();
    await newToken(page).getByText("Choose at least one.").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Name");
    await type("Nightly report");
    await tabTo("See your profile");
    await press("Space");
    await press("Enter");

    await secretDialog(page).getByText("It is not shown again.").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Token");
    const secret = await page.getByLabel("Token", { exact: true }).inputValue();
    await tabTo("Copy");
    await press("Enter");
    await expect.poll(() => secretDialog(page).getByRole("status").textContent()).toBe("Copied.");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    expect((await web.as(secret).account.me()).username).toBe(ada.username);
    await tabTo("Done", "Shift+Tab");
    await press("Enter");

    const row = page.getByRole("listitem").filter({ hasText: "Nightly report" });
    await row.getByText("See your profile").waitFor();
    await expect.poll(() => focusedName(page)).toBe("New token");
    expect(await page.content()).not.toContain(secret);
    await tabTo("End Nightly report");
    await press("Enter");
    const question = page.getByRole("dialog", { name: "End Nightly report?" });
    await question.getByRole("button", { name: "End token" }).click();
    await page.getByText("None yet.").waitFor();
    await expect.poll(() => page.getByRole("status").textContent()).toContain("Nightly report has ended.");
    await expect(web.as(secret).account.me()).rejects.toThrow();
    expect(desktop.problems()).toEqual([]);
  });

  test("L23: a new one asks for the password after a while, and what was filled in is still there", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/security");
    await openSecurity(page);
    web.clock.advance({ minutes: 16 });
    await page.getByRole("button", { name: "New token" }).click();
    await newToken(page).getByLabel("Name").fill("Nightly report");
    await newToken(page).getByLabel("Change your profile").check();
    await newToken(page).getByLabel("Days until it ends").fill("7");
    await newToken(page).getByRole("button", { name: "Create" }).click();

    const proof = page.getByRole("dialog", { name: "Confirm it's you" });
    await proof.waitFor();
    await page.keyboard.press("Escape");
    await proof.waitFor({ state: "hidden" });
    expect(await newToken(page).getByLabel("Name").inputValue()).toBe("Nightly report");
    await newToken(page).getByRole("button", { name: "Create" }).click();
    await proof.getByLabel("Password", { exact: true }).fill(ada.password);
    await proof.getByRole("button", { name: "Confirm" }).click();

    await secretDialog(page).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("listitem").filter({ hasText: "Change your profile" }).waitFor();
    expect(desktop.problems()).toEqual([]);
  });

  test("L16: a new password ends them where that is asked for", async () => {
    await using web = await startWebApp();
    const { caller } = await web.gamer(ada);
    const { token } = await caller.apiTokens.create({ name: "Nightly report", scopes: ["account:read"] });
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/security");
    await logIn(page, ada);
    await page.getByLabel("End my API tokens too").check();
    await page.getByLabel("Current password", { exact: true }).fill(ada.password);
    await page.getByLabel("New password", { exact: true }).fill("brass cogs and engines");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("None yet.").waitFor();
    await expect(web.as(token).account.me()).rejects.toThrow();
  });
});
