import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, heading, lastLink, logIn } from "./steps.ts";
import { startWebApp, type WebApp } from "./web-app.ts";

const newAddress = "countess@example.com";

/** Longer than a login counts as a proof. */
const staleMinutes = 16;

const dialog = (page: Page) => page.getByRole("dialog", { name: "Confirm it's you" });

/** Opens the profile of Ada, who has logged in too long ago to change the address without a proof. */
async function openProfile(web: WebApp, page: Page): Promise<void> {
  await logIn(page, ada);
  await heading(page, "Hello, Ada.");
  web.clock.advance({ minutes: staleMinutes });
  await page.getByRole("link", { name: "Profile", exact: true }).click();
  await page.getByLabel("New address").waitFor();
}

async function changeAddress(page: Page, email = newAddress): Promise<void> {
  await page.getByLabel("New address").fill(email);
  await page.getByRole("button", { name: "Change address" }).click();
}

async function confirmWith(page: Page, password: string): Promise<void> {
  await dialog(page).getByLabel("Password", { exact: true }).fill(password);
  await dialog(page).getByRole("button", { name: "Confirm" }).click();
}

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

/** Counts the requests to a procedure. */
async function countRequests(page: Page, procedure: string): Promise<() => number> {
  let count = 0;
  page.on("request", (request) => {
    if (request.url().includes(procedure)) count += 1;
  });
  return () => count;
}

describeInBrowser("the address of an account", ({ visitor }) => {
  test("J18: a new address asks for the password, is mailed a link, and counts once that is followed", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await openProfile(web, page);
    await changeAddress(page);

    await dialog(page).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("currentPassword");
    await confirmWith(page, "not this one");
    await dialog(page).getByText("This is not your current password.").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("currentPassword");
    await confirmWith(page, ada.password);
    await dialog(page).waitFor({ state: "hidden" });
    await expect
      .poll(() => page.getByRole("status").textContent())
      .toContain("A mail with a link is on its way to the new address.");
    const waiting = page.getByRole("listitem").filter({ hasText: newAddress });
    await waiting.getByText("Not confirmed yet").waitFor();
    await page.getByRole("listitem").filter({ hasText: ada.email }).first().waitFor();

    const mailed = await desktop.open(await lastLink(web));
    await heading(mailed, "Confirm your address");
    await mailed.getByRole("button", { name: "Confirm address" }).click();
    await heading(mailed, "Your address is confirmed");
    await mailed.getByText(`${newAddress} is confirmed for ${ada.username}.`).waitFor();
    await expect.poll(() => focusedText(mailed)).toBe("Your address is confirmed");
    await page.reload();
    await page.getByRole("listitem").filter({ hasText: newAddress }).getByText("Confirmed", { exact: true }).waitFor();
    expect(desktop.problems()).toEqual([]);
  });

  test("L8: after Escape nothing is sent, the button has the focus, and the form its contents", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await openProfile(web, page);
    const changes = await countRequests(page, "account.changeEmail");
    const proofs = await countRequests(page, "auth.confirm");
    await changeAddress(page);
    await dialog(page).waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
    await expect.poll(() => focusedText(page)).toBe("Change address");
    expect(await page.getByLabel("New address").inputValue()).toBe(newAddress);
    expect(await page.getByRole("alert").count()).toBe(0);
    expect([changes(), proofs()]).toEqual([1, 0]);

    await page.keyboard.press("Enter");
    await confirmWith(page, ada.password);
    await page.getByText("A mail with a link is on its way to the new address.").waitFor();
    expect([changes(), proofs()]).toEqual([3, 1]);
  });

  test("L7: when one tab confirms, the other goes on with its own change, and neither is signed out", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const one = await desktop.open("/login");
    await openProfile(web, one);
    const other = await desktop.open("/profile");
    await changeAddress(other, "other@example.com");
    await dialog(other).waitFor();
    await one.bringToFront();
    await changeAddress(one);
    await confirmWith(one, ada.password);
    await one.getByText("A mail with a link is on its way to the new address.").waitFor();
    await other.bringToFront();
    await other.getByText("A mail with a link is on its way to the new address.").waitFor();
    expect(await dialog(other).count()).toBe(0);
    await other.getByRole("listitem").filter({ hasText: "other@example.com" }).waitFor();
    expect(desktop.problems()).toEqual([]);
  });

  test("L6: an account without a password is told how to get one", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await openProfile(web, page);
    await web.app.database.fork().execute("update users set password_hash = '!'");
    await page.reload();
    await changeAddress(page);
    await dialog(page).getByText("Your account has no password.").waitFor();
    await dialog(page).getByRole("link", { name: "Set a password" }).click();
    await heading(page, "Forgot your password?");
    expect(desktop.problems()).toEqual([]);
  });

  test("the mail to an address that is not confirmed is sent again, and the result announced", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/profile");
    await logIn(page, ada);
    const confirmations = async () => (await web.mails()).filter(({ kind }) => kind === "confirm_address").length;
    const before = await confirmations();
    await page.getByRole("button", { name: `Send again to ${ada.email}` }).click();
    await expect
      .poll(() => page.getByRole("status").textContent())
      .toContain(`A mail with a link is on its way to ${ada.email}.`);
    expect(await confirmations()).toBe(before + 1);
  });

  test("an address is removed after a question, and one is added", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/profile");
    await logIn(page, ada);
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Your address is removed.").waitFor();
    await page.getByText("None yet.").waitFor();
    await page.getByRole("button", { name: "Add address" }).click();
    await page.getByText("Enter an e-mail address.").waitFor();
    await page.getByLabel("Address", { exact: true }).fill(newAddress);
    await page.getByRole("button", { name: "Add address" }).click();
    await page.getByRole("listitem").filter({ hasText: newAddress }).getByText("Not confirmed yet").waitFor();
  });

  test("J4, J24: a link is confirmed by a click only, and the second tab that finishes it says so", async () => {
    await using web = await startWebApp();
    const { caller } = await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const link = await lastLink(web);
    const [one, other] = [await desktop.open(link), await desktop.open(link)];
    await heading(one, "Confirm your address");
    await heading(other, "Confirm your address");
    await other.waitForLoadState("networkidle");
    expect(one.url()).toBe(`${web.url}/confirm-email`);
    expect((await caller.account.me()).emailVerified).toBe(false);
    await one.getByRole("button", { name: "Confirm address" }).click();
    await heading(one, "Your address is confirmed");
    expect((await caller.account.me()).emailVerified).toBe(true);
    await other.getByRole("button", { name: "Confirm address" }).click();
    await expect.poll(() => other.getByRole("alert").textContent()).toContain("This link does not work any more");
  });

  test("without a confirmed address the home screen says so in one line, until it is dismissed", async () => {
    await using web = await startWebApp();
    await web.gamer({ ...ada, email: "" });
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await page.getByText("Add an address, so that you can get back in.").waitFor();
    const hint = page.getByRole("paragraph").filter({ hasText: "so that you can get back in" });
    await hint.getByRole("button", { name: "Dismiss" }).click();
    await expect.poll(() => focusedText(page)).toBe("Hello, Ada.");
    expect(await page.getByText("so that you can get back in").count()).toBe(0);
    await page.reload();
    await heading(page, "Hello, Ada.");
    await page.waitForLoadState("networkidle");
    expect(await page.getByText("so that you can get back in").count()).toBe(0);
  });

  test("with a confirmed address the home screen does not ask for one", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    const [, code = ""] = (await lastLink(web)).split("#");
    await web.anonymous.auth.confirmEmail({ token: code });
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.waitForLoadState("networkidle");
    expect(await page.getByText("so that you can get back in").count()).toBe(0);
  });

  test("J22: a server that sends no mails offers to remove an address and nothing else", async () => {
    await using web = await startWebApp({ mail: { delivery: null } });
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/profile");
    await logIn(page, ada);
    await page.getByText("This server sends no mails: it cannot confirm one.").waitFor();
    await page.getByRole("button", { name: "Remove" }).waitFor();
    expect(await page.getByLabel("New address").count()).toBe(0);
    expect(await page.getByRole("button", { name: /^Send again/ }).count()).toBe(0);
  });
});
