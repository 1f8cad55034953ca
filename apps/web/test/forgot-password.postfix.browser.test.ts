import { createSecret } from "@levelup/server";
import { describeInBrowser } from "@levelup/test-support/browser.ts";
import { type Postfix, startPostfix } from "@levelup/test-support/postfix.ts";
import { expect, test } from "vitest";
import { ada, heading } from "./steps.ts";
import { startWebApp, type WebApp } from "./web-app.ts";

/** The path and the code of the link to a page, once the mail server has delivered the mail. */
async function deliveredLink(web: WebApp, postfix: Postfix, page: string): Promise<string> {
  await web.app.mails.run();
  const links = async () =>
    (await postfix.mails()).flatMap(({ text = "" }) => text.match(new RegExp(`/${page}#\\S+`))?.[0] ?? []);
  await expect.poll(links).toHaveLength(1);
  return (await links())[0] ?? expect.fail("the mail is gone");
}

/** At the domain that the mail server delivers for. */
const email = "ada@example.com";

describeInBrowser("a forgotten password, by mails that a real mail server delivers", ({ visitor }) => {
  test("J1: a gamer confirms the address, asks for a mail, sets a new password and logs in with the address", async () => {
    await using postfix = await startPostfix();
    await using web = await startWebApp({ mail: { delivery: { by: "smtp", url: createSecret(postfix.url) } } });
    await web.gamer({ ...ada, username: "ada", email });
    await using desktop = await visitor(web.url);

    const confirming = await desktop.open(await deliveredLink(web, postfix, "confirm-email"));
    await heading(confirming, "Confirm your address");
    await confirming.getByRole("button", { name: "Confirm address" }).click();
    await heading(confirming, "Your address is confirmed");

    const page = await desktop.open("/forgot-password");
    await page.getByLabel("Username or e-mail address").fill(email);
    await page.getByRole("button", { name: "Send the mail" }).click();
    await heading(page, "Check your mail");
    const mailed = await desktop.open(await deliveredLink(web, postfix, "reset-password"));
    await heading(mailed, "Set a new password");
    await mailed.getByLabel("New password", { exact: true }).fill("a difference engine of cogs");
    await mailed.getByRole("button", { name: "Set password" }).click();
    await heading(mailed, "Please sign in");
    await mailed.getByLabel("Username").fill(email);
    await mailed.getByLabel("Password", { exact: true }).fill("a difference engine of cogs");
    await mailed.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(mailed, "Hello, Ada.");

    expect(desktop.problems()).toEqual([]);
  });
});
