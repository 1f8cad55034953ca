import { describeInBrowser } from "@levelup/test-support/browser.ts";
import type { Page, Request } from "playwright-core";
import { expect, test } from "vitest";
import { addAuthenticator } from "./authenticator.ts";
import { viewports, violations } from "./axe.ts";
import { createKeyboard, focusedName } from "./keyboard.ts";
import { heading, logIn, ada as withAddress } from "./steps.ts";
import { startWebApp, type WebApp } from "./web-app.ts";

/** Without an address, which would have to be confirmed first. */
const ada = { ...withAddress, email: "" };

const passkeyButton = (page: Page) => page.getByRole("button", { name: "Log in with a passkey" });

/** Logs in by the password, and adds a passkey on the Security screen. */
async function addPasskey(page: Page): Promise<void> {
  await page.goto("/login?next=/security");
  await logIn(page, ada);
  await heading(page, "Security");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey is added.").waitFor();
}

/** Calls of a procedure from now on. */
function callsOf(page: Page, procedure: string): () => number {
  let count = 0;
  page.on("request", (request: Request) => {
    if (new URL(request.url()).pathname === `/trpc/${procedure}`) count += 1;
  });
  return () => count;
}

/** The requests for a passkey that a page has made: "conditional" waits in the field, "optional" opens a dialog. */
async function watchRequests(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(window, { asked });
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      asked.push(options?.mediation ?? "optional");
      return get(options);
    };
  });
  return () => page.evaluate(() => Reflect.get(window, "asked") as string[]);
}

/** A page at the login of an account whose passkey is on the page's authenticator, which is not touched. */
async function atLogin(web: WebApp, page: Page) {
  await web.gamer(ada);
  const authenticator = await addAuthenticator(page);
  const asked = await watchRequests(page);
  await addPasskey(page);
  await authenticator.touched(false);
  await page.evaluate(() => (Reflect.get(window, "asked") as string[]).splice(0));
  await page.getByRole("button", { name: "Log out" }).click();
  await heading(page, "Please sign in");
  return { authenticator, asked };
}

/** Presses the button while a request waits in the field. Presence counts for requests that begin after it only. */
async function press(page: Page, { authenticator, asked }: Awaited<ReturnType<typeof atLogin>>): Promise<void> {
  await expect.poll(async () => (await asked()).at(-1)).toBe("conditional");
  await authenticator.touched(true);
  await passkeyButton(page).click();
}

describeInBrowser("passkeys", ({ visitor }) => {
  test("N1: are added on the Security screen, and log in by one click, without a name", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await press(page, await atLogin(web, page));

    await heading(page, "Hello, Ada.");
    await page.goto("/security");
    const row = page.getByRole("listitem").filter({ hasText: "Synced" });
    expect(await row.textContent()).toMatch(/^PasskeySyncedAdded .*Used just now/);
    expect(desktop.problems()).toEqual([]);
  });

  test("N2: log in when one is chosen from the suggestions of the field", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { authenticator } = await atLogin(web, page);
    await expect.poll(() => page.getByLabel("Username").getAttribute("autocomplete")).toBe("username webauthn");

    await authenticator.touched(true);
    await page.reload();

    await heading(page, "Hello, Ada.");
    expect(desktop.problems()).toEqual([]);
  });

  test("N2: wait in the field without a word while a password is typed, and end with the login", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { authenticator, asked } = await atLogin(web, page);
    const answered = callsOf(page, "auth.passkey");
    await expect.poll(asked).toContain("conditional");

    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await authenticator.touched(true);
    await page.getByRole("link", { name: "Devices" }).click();
    await heading(page, "Devices");

    expect(answered()).toBe(0);
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(desktop.problems()).toEqual([]);
  });

  test("N3: run one ceremony when the button is pressed twice while the field's options are on the way", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { authenticator, asked } = await atLogin(web, page);
    const login = page.url();
    // So that no request of the page that is left is held too.
    await page.goto(`${web.url}/healthz`);
    const held: (() => void)[] = [];
    await page.route(/auth\.beginPasskey/, async (route) => {
      await new Promise<void>((release) => held.push(release));
      await route.continue();
    });
    const answered = callsOf(page, "auth.passkey");
    await page.goto(login);
    await expect.poll(() => held.length).toBe(1);

    await passkeyButton(page).dblclick();
    await expect.poll(() => held.length).toBe(2);
    await authenticator.touched(true);
    for (const release of held) release();

    await heading(page, "Hello, Ada.");
    expect([held.length, answered(), await asked()]).toEqual([2, 1, ["optional"]]);
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(desktop.problems()).toEqual([]);
  });

  test("N5: that the server does not know are no more offered by the browser", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const login = await atLogin(web, page);
    const { authenticator } = login;
    await web.app.database.fork().execute("delete from passkeys");
    expect(await authenticator.count()).toBe(1);

    await press(page, login);

    await page.getByRole("alert").getByText("This passkey is not accepted.").waitFor();
    await expect.poll(() => authenticator.count()).toBe(0);
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
  });

  test("N9: N12: are there once a device, are renamed in place and removed after a question", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const authenticator = await addAuthenticator(page);
    await addPasskey(page);

    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("This device has a passkey of your account already.").waitFor();

    await page.getByRole("button", { name: "Rename Passkey" }).click();
    await page.getByLabel("Name", { exact: true }).fill("x".repeat(61));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Use at most 60 characters.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Work laptop");
    await page.keyboard.press("Enter");
    await expect.poll(() => focusedName(page)).toBe("Rename Work laptop");

    await page.getByRole("button", { name: "Remove Work laptop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => focusedName(page)).toBe("Remove Work laptop");
    await page.getByRole("button", { name: "Remove Work laptop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Work laptop is removed.").waitFor();
    await page.getByText("No passkey yet.").waitFor();
    await expect.poll(() => authenticator.count()).toBe(0);
    expect(desktop.problems()).toEqual([]);
  });

  test("N11: are a proof where a call needs one", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const authenticator = await addAuthenticator(page);
    await addPasskey(page);
    web.clock.advance({ minutes: 16 });
    await page.goto("/profile");
    await page.getByLabel("Address", { exact: true }).fill("ada@example.com");
    await page.getByRole("button", { name: "Add address" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm it's you" });

    await authenticator.recognizes(false);
    await dialog.getByRole("button", { name: "Use a passkey" }).click();
    await dialog.getByText("No passkey was used.").waitFor();
    await authenticator.recognizes(true);
    await dialog.getByRole("button", { name: "Use a passkey" }).click();

    await page.getByText("A mail with a link is on its way to the new address.").waitFor();
    expect(desktop.problems()).toEqual([]);
  });

  test("N19: that are cancelled, time out or are not there leave the page as usable as before", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { authenticator, asked } = await atLogin(web, page);
    const quiet = page.getByText("No passkey was used.");

    await page.route(/auth\.beginPasskey/, async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      answer.result.data.options.timeout = 500;
      await route.fulfill({ response, json: answer });
    });
    await passkeyButton(page).click();
    await quiet.waitFor();
    // One may be under way: the field asks anew.
    await page.unrouteAll({ behavior: "wait" });

    await expect.poll(async () => (await asked()).at(-1)).toBe("conditional");
    await authenticator.recognizes(false);
    await authenticator.touched(true);
    await passkeyButton(page).click();
    await expect.poll(async () => (await asked()).filter((mediation) => mediation === "optional")).toHaveLength(2);
    await quiet.waitFor();

    expect(await page.getByRole("alert").count()).toBe(0);
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    expect(desktop.problems()).toEqual([]);
  });

  test("N19: are not offered without WebAuthn, and quiet where a policy of permissions forbids them", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using old = await visitor(web.url);
    const page = await old.open("about:blank");
    await page.addInitScript(() => Reflect.deleteProperty(window, "PublicKeyCredential"));
    await page.goto("/login");
    await page.getByText("Forgot your password?").waitFor();
    expect(await passkeyButton(page).count()).toBe(0);

    await using strict = await visitor(web.url);
    const forbidden = await strict.open("about:blank");
    await addAuthenticator(forbidden);
    await forbidden.route(/\/login$/, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), "permissions-policy": "publickey-credentials-get=()" };
      await route.fulfill({ response, headers });
    });
    await forbidden.goto("/login");
    await passkeyButton(forbidden).click();
    await forbidden.getByText("No passkey was used.").waitFor();
    await logIn(forbidden, ada);
    await heading(forbidden, "Hello, Ada.");
  });

  test("N16: are not offered at an address of this machine, where a link leads to localhost", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url.replace("localhost", "127.0.0.1"));
    const page = await desktop.open("/login?next=%2Fdevices");

    const link = page.getByRole("link", { name: /^localhost:/ });
    expect(await link.getAttribute("href")).toBe(`${web.url}/login?next=%2Fdevices`);
    expect(await passkeyButton(page).count()).toBe(0);
    expect(desktop.problems()).toEqual([]);
  });

  test("are proposed in one line after a login by a password, until there is one", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await addAuthenticator(page);
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.getByText("Next time without a password?").waitFor();

    await page.getByRole("link", { name: "Add a passkey" }).click();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("The passkey is added.").waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await heading(page, "Hello, Ada.");
    expect(await page.getByText("Next time without a password?").count()).toBe(0);
  });

  test("N22: are added, used and removed by keyboard alone, and what happens is announced", async () => {
    await using web = await startWebApp();
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { authenticator, asked } = await atLogin(web, page);
    const { press, tabTo, waitForScreen } = createKeyboard(page);
    await expect.poll(() => focusedName(page)).toBe("Username");
    const order: string[] = [];
    for (let steps = 0; steps < 5; steps += 1) {
      await press("Tab");
      order.push(await focusedName(page));
    }
    expect(order).toEqual(["Password", "Show password", "Log in", "Log in with a passkey", "Forgot your password?"]);

    await tabTo("Log in with a passkey", "Shift+Tab");
    await expect.poll(asked).toContain("conditional");
    await authenticator.touched(true);
    await press("Enter");
    await waitForScreen("Hello, Ada.");
    await tabTo("Security", "Shift+Tab");
    await press("Enter");
    await waitForScreen("Security");
    await page.getByRole("button", { name: "Remove Passkey" }).waitFor();
    await tabTo("Rename Passkey");
    await press("Space");
    await page.getByLabel("Name", { exact: true }).waitFor();
    await press("Escape");
    await expect.poll(() => focusedName(page)).toBe("Rename Passkey");
    await tabTo("Remove Passkey");
    await press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo("Remove");
    await press("Enter");
    await page.getByText("Passkey is removed.").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Security");
  });

  test.each(viewports)(
    "N22: have screens in which axe finds nothing, in both themes, $width wide",
    async (viewport) => {
      await using web = await startWebApp();
      await using desktop = await visitor(web.url, { viewport });
      const page = await desktop.open("/login");
      const found: Record<string, string[]> = {};
      const look = async (name: string) => {
        const violated = await violations(page);
        if (violated.length > 0) found[name] = violated;
      };
      const { authenticator } = await atLogin(web, page);
      await passkeyButton(page).waitFor();
      await look("login");
      await passkeyButton(page).click();
      await page.getByRole("status").getByText("Your browser asks for your passkey…").waitFor();
      await look("login-pending");
      await authenticator.touched(true);
      await page.reload();
      await heading(page, "Hello, Ada.");
      await page.goto("/security");
      await page.getByRole("button", { name: "Remove Passkey" }).waitFor();
      await look("list");
      await page.getByRole("button", { name: "Rename Passkey" }).click();
      await look("rename");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Remove Passkey" }).click();
      await page.getByRole("dialog").waitFor();
      await look("remove");
      web.clock.advance({ minutes: 16 });
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      await page.getByRole("button", { name: "Use a passkey" }).waitFor();
      await look("confirm");
      await page.getByRole("button", { name: "Use a passkey" }).click();
      await page.getByText("No passkey yet.").waitFor();
      await look("none");

      expect(found).toEqual({});
      expect(desktop.problems()).toEqual([]);
    },
  );
});
