import { fileURLToPath } from "node:url";
import { createTestApp } from "@levelup/server/testing";
import { describeInBrowser } from "@levelup/test-support/browser.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { app } from "../src/app.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cleanup = new AsyncDisposableStack();
let webRoot: string;
beforeAll(async () => {
  webRoot = cleanup.use(await temporaryFolder()).path;
  await build({ root, logLevel: "error", build: { outDir: webRoot, emptyOutDir: true } });
});
afterAll(() => cleanup.disposeAsync());

describeInBrowser("the page of game night", ({ visitor }) => {
  test("registers, invites to a game, shows the seats to others, and logs out", async () => {
    await using test = await createTestApp({ ...app, settings: { http: { webRoot } } });
    const guest = await test.gamer();
    await using desktop = await visitor(await test.listen());
    const page = await desktop.open("/");
    await page.getByText("There are none yet.").waitFor();
    await page.getByRole("button", { name: "I am new here" }).click();
    await page.getByLabel("Username").fill("ada");
    await page.getByLabel("First name").fill("Ada");
    await page.getByLabel("Last name").fill("Lovelace");
    await page.getByLabel("Password").fill("an engine of brass and steam");
    await page.getByRole("button", { name: "Register" }).click();

    await page.getByLabel("Game", { exact: true }).fill("Go");
    await page.getByLabel("Starts at").fill("2999-12-31T20:00");
    await page.getByLabel("Seats").fill("2");
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByText("With ada · 1 of 2 seats taken").waitFor();
    const [event] = await guest.caller.events.list();
    await guest.caller.events.join({ id: event?.id ?? 0 });
    await page.reload();
    await page.getByText("With ada · 2 of 2 seats taken").waitFor();
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByText("With ada · 1 of 2 seats taken").waitFor();

    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByLabel("Password").fill("an engine of steam");
    await page.getByLabel("Username").fill("ada");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").getByText("Wrong username or password.").waitFor();
    expect(await page.getByRole("heading", { name: "Go" }).isVisible()).toBe(true);
    expect(desktop.problems()).toEqual([]);
  });

  test("asks for the code of an account with a second step", async () => {
    await using test = await createTestApp({ ...app, settings: { http: { webRoot } } });
    const { account, password, caller } = await test.gamer();
    const { secret } = await caller.secondFactor.begin();
    await caller.secondFactor.activate({ code: test.totp(secret) });
    test.clock.advance({ minutes: 1 });
    await using desktop = await visitor(await test.listen());
    const page = await desktop.open("/");

    await page.getByLabel("Username").fill(account.username);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByLabel("Code from your authenticator app").fill(test.totp(secret, 5));
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Code from your authenticator app").fill(test.totp(secret));
    await page.getByRole("button", { name: "Log in" }).click();

    await page.getByRole("heading", { name: "Invite to a game" }).waitFor();
  });
});
