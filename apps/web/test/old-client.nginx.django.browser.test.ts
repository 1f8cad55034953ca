import { startBeside } from "@levelup/test-support/beside.ts";
import { describeInBrowser } from "@levelup/test-support/browser.ts";
import { startOldClient } from "@levelup/test-support/old-client.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { goodPassword } from "@levelup/test-support/wire.ts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

const credentials = { username: "ada", password: goodPassword };
const account = { ...credentials, first_name: "Ada", last_name: "Gamer", bio: "I play." };

/** Fills a form of the page in, sends it, and waits for what the page then says. */
async function send(page: Page, form: string, fields: Record<string, string>, says: string): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`#${form} [name=${name}]`, value);
  await page.click(`#${form} button`);
  await page.getByText(says, { exact: true }).waitFor();
}

/** Clicks on a button of the page, and waits for lines. */
async function shows(page: Page, button: string, lines: string[]): Promise<void> {
  await page.click(`#${button}`);
  await expect.poll(() => page.locator("main").textContent()).toBe(lines.join("\n"));
}

describeInBrowser("a client of the course, as it is", ({ visitor }) => {
  test("K13: registers and logs in at Level Up, and reads and writes games and events at Django, with one token", async () => {
    await using client = await startOldClient();
    await using beside = await startBeside(client.origin);
    await using ada = await visitor(client.origin, { ignoreHTTPSErrors: true });
    const page = await ada.open(client.path(beside.nginx.url));

    await send(page, "register", account, "registered: true");
    await shows(page, "games", []);
    await send(page, "game", { title: "Go" }, "created Go");
    await send(page, "login", { ...credentials, password: "wrong" }, "logged in: false");
    await send(page, "login", credentials, "logged in: true");
    await send(page, "event", { description: "Go night" }, "joined Go night");
    await shows(page, "games", ["game: Go"]);
    await shows(page, "events", ["Go night: Go"]);
    const profile = ["Welcome Ada Gamer", "Username: ada", "About you: I play.", "plays Go", "1 events"];
    await shows(page, "profile", profile);

    expect(ada.problems()).toEqual([]);
  }, 120_000);

  test("K18: shows the profile of plain Level Up, with no events", async () => {
    await using client = await startOldClient();
    await using app = await createTestApp({ settings: { http: { corsOrigins: [client.origin] } } });
    await using ada = await visitor(client.origin);
    const page = await ada.open(client.path(await app.listen()));

    await send(page, "register", account, "registered: true");
    await shows(page, "profile", ["Welcome Ada Gamer", "Username: ada", "About you: I play.", "0 events"]);

    expect(ada.problems()).toEqual([]);
  });
});
