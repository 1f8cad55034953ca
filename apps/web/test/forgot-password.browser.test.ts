import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, heading, lastLink, logIn, path } from "./steps.ts";
import { startWebApp, type WebApp } from "./web-app.ts";

const newPassword = "a difference engine of cogs";

/** Asks for a mail by the API, as another device would, and returns the path of its link. */
async function resetLink(web: WebApp): Promise<string> {
  await web.anonymous.auth.requestPasswordReset({ login: ada.username });
  return lastLink(web);
}

async function setPassword(page: Page, password = newPassword): Promise<void> {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
}

describeInBrowser("a forgotten password", ({ visitor }) => {
  test("J1: a gamer asks for a mail, follows its link, sets a new password and logs in with it", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await heading(page, "Forgot your password?");
    await page.getByLabel("Username or e-mail address").fill(ada.username.toUpperCase());
    await page.getByRole("button", { name: "Send the mail" }).click();
    await heading(page, "Check your mail");
    await page.getByText("If there is an account, a mail is on its way.").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");

    const mailed = await desktop.open(await lastLink(web));
    await heading(mailed, "Set a new password");
    await setPassword(mailed);
    await heading(mailed, "Please sign in");
    await mailed.getByText("Your new password is set. Log in with it.").waitFor();
    expect(path(mailed)).toBe("/login");
    expect(await mailed.getByLabel("Username").inputValue()).toBe(ada.username);
    await expect.poll(() => mailed.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("password");
    await mailed.getByLabel("Password", { exact: true }).fill(newPassword);
    await mailed.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(mailed, "Hello, Ada.");
    expect(desktop.problems()).toEqual([]);
  });

  test("J2: an unknown name gets the same text, and the mail can be sent again after a minute", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/forgot-password");
    await page.clock.install();
    await page.getByLabel("Username or e-mail address").fill("unknown@example.com");
    await page.getByLabel("Username or e-mail address").press("Enter");
    await heading(page, "Check your mail");
    await page.getByText("If there is an account, a mail is on its way.").waitFor();
    const again = page.getByRole("button", { name: "Send again" });
    await page.clock.runFor(59_000);
    expect(await again.isDisabled()).toBe(true);
    await page.clock.runFor(1500);
    await again.click();
    await expect.poll(() => page.getByRole("status").textContent()).toBe("Another mail is on its way.");
    expect(await again.isDisabled()).toBe(true);
    expect(await web.mails()).toEqual([]);
  });

  test("J4: a link that was opened by GET, by HEAD and by a browser that does not click is as good as before", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    const link = await resetLink(web);
    const headers = { Accept: "text/html" };
    await fetch(web.url + link, { method: "HEAD", headers });
    expect((await fetch(web.url + link, { headers })).status).toBe(200);
    await using scanner = await visitor(web.url);
    const opened = await scanner.open(link);
    await heading(opened, "Set a new password");
    await opened.waitForLoadState("networkidle");

    await using desktop = await visitor(web.url);
    const page = await desktop.open(link);
    await setPassword(page);
    await heading(page, "Please sign in");
  });

  test("J21, J24: the code of a link is in no address, history, request or storage, also after back and forward", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    const link = await resetLink(web);
    const code = link.split("#")[1] ?? "";
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url(), JSON.stringify(request.headers())));
    // Holds the app back: the address is clean without it.
    const released = Promise.withResolvers<void>();
    await page.route(/\/assets\/index-.*\.js$/, async (route) => {
      await released.promise;
      await route.continue();
    });
    await page.goto(link, { waitUntil: "commit" });
    await expect.poll(() => page.evaluate(() => location.href)).toBe(`${web.url}/reset-password`);
    released.resolve();
    await heading(page, "Set a new password");
    await page.getByRole("link", { name: "Back to the login" }).click();
    await heading(page, "Please sign in");
    const seen: string[] = [];
    for (const move of ["goBack", "goForward", "goBack", "goBack", "goForward"] as const) {
      await page[move]();
      seen.push(await page.evaluate(() => location.href + JSON.stringify(history.state)));
    }
    expect(seen).toHaveLength(5);
    expect(seen.join(" ")).not.toContain(code.slice(-20));
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.join(" ")).not.toContain(code.slice(-20));
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(stored).not.toContain(code.slice(-20));
  });

  test("a link that is pasted into the address bar of the open page fills its form, and leaves the address", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    const link = await resetLink(web);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/reset-password");
    await page.getByLabel("Code from the mail").waitFor();
    await page.evaluate((hash) => location.assign(hash), `#${link.split("#")[1]}`);
    await page.getByLabel("Code from the mail").waitFor({ state: "detached" });
    expect(page.url()).toBe(`${web.url}/reset-password`);
    await setPassword(page);
    await heading(page, "Please sign in");
  });

  test.each([
    ["the code", (link: string) => ` ${link.split("#")[1]} `],
    ["the whole link", (link: string) => `https://play.example.com${link}`],
  ])("a mail whose link was cut: %s can be pasted into the page", async (_what, textOf) => {
    await using web = await startWebApp();
    await web.gamer(ada);
    const link = await resetLink(web);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/reset-password");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("Enter the code from the mail.").waitFor();
    await page.getByLabel("Code from the mail").fill(textOf(link));
    await setPassword(page);
    await heading(page, "Please sign in");
    await logIn(page, { ...ada, password: newPassword });
    await heading(page, "Hello, Ada.");
  });

  test("J7: a password that is refused is explained at its field, and the link is still good", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open(await resetLink(web));
    await setPassword(page, "password1");
    await page.getByText("attackers try first").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("newPassword");
    await setPassword(page);
    await heading(page, "Please sign in");
  });

  test("J24: the second tab that finishes the same link says so, and how to get another", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    const link = await resetLink(web);
    await using desktop = await visitor(web.url);
    const [one, other] = [await desktop.open(link), await desktop.open(link)];
    await heading(one, "Set a new password");
    await setPassword(one);
    await heading(one, "Please sign in");
    await setPassword(other, "another engine of brass");
    await expect.poll(() => other.getByRole("alert").textContent()).toContain("This link does not work any more");
    await other.getByRole("link", { name: "Ask for another mail" }).click();
    await heading(other, "Forgot your password?");
  });

  test("a reset in a browser that is signed in leads to the login", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.goto(await resetLink(web));
    await setPassword(page);
    await heading(page, "Please sign in");
    await page.getByText("Your new password is set. Log in with it.").waitFor();
    expect(await page.getByLabel("Username").inputValue()).toBe(ada.username);
    expect(path(page)).toBe("/login");
  });

  test('J22: without a way to send mails the login has no "Forgot", and the page of that name says why', async () => {
    await using web = await startWebApp({ mail: { delivery: null } });
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await page.waitForLoadState("networkidle");
    expect(await page.getByText("Forgot your password?").count()).toBe(0);
    await page.goto("/forgot-password");
    await page.getByLabel("Username or e-mail address").fill(ada.username);
    await page.getByRole("button", { name: "Send the mail" }).click();
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("This server does not offer that");
    expect(desktop.problems()).toEqual([]);
  });
});
