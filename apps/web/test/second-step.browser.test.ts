import { describeInBrowser } from "@levelup/test-support/browser.ts";
import decodeQr from "jsqr";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { viewports, violations } from "./axe.ts";
import { createKeyboard, focusedName } from "./keyboard.ts";
import { ada, heading, logIn, path } from "./steps.ts";
import { startWebApp, type WebApp } from "./web-app.ts";

/** Without an address, which would have to be confirmed first. */
const owner = { ...ada, email: "" };

const setUpDialog = (page: Page) => page.getByRole("dialog", { name: "Set up your authenticator app" });
const codesDialog = (page: Page) => page.getByRole("dialog", { name: "Your recovery codes" });

/** Logs in and opens the dialog that sets up an authenticator app; answers the secret that it shows. */
async function openSetUp(page: Page): Promise<string> {
  await logIn(page, owner);
  await heading(page, "Hello, Ada.");
  await page.getByRole("link", { name: "Security", exact: true }).click();
  await page.getByRole("button", { name: "Turn on" }).click();
  await setUpDialog(page).waitFor();
  return ((await setUpDialog(page).locator("code").textContent()) ?? "").replaceAll(" ", "");
}

async function activate(page: Page, code: string): Promise<void> {
  await setUpDialog(page).getByLabel("Code", { exact: true }).fill(code);
  await setUpDialog(page).getByRole("button", { name: "Turn on" }).click();
}

/** An account with a second step, which no code of the set-up stands in the way of. */
async function protectedAda(web: WebApp): Promise<{ secret: string; recoveryCodes: string[]; token: string }> {
  const { caller } = await web.gamer(owner);
  const { secret } = await caller.secondFactor.begin();
  const { recoveryCodes, token } = await caller.secondFactor.activate({ code: web.totp(secret) });
  web.clock.advance({ minutes: 1 });
  return { secret, recoveryCodes, token };
}

async function finish(page: Page, code: string, label = "Code"): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(code);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

/** The pixels of a screenshot, which a blank page decodes. */
async function pixelsOf(page: Page, png: Buffer): Promise<{ width: number; height: number; data: Uint8ClampedArray }> {
  const blank = await page.context().newPage();
  const { width, height, pixels } = await blank.evaluate(async (base64) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas?.drawImage(image, 0, 0);
    const { width, height } = image;
    const data = canvas?.getImageData(0, 0, width, height).data ?? [];
    // As a text: a list of so many numbers takes seconds on its way.
    return { width, height, pixels: Array.from(data, (byte) => String.fromCharCode(byte)).join("") };
  }, png.toString("base64"));
  await blank.close();
  return { width, height, data: Uint8ClampedArray.from(Buffer.from(pixels, "latin1")) };
}

describeInBrowser("the second step", ({ visitor }) => {
  test.each(viewports)(
    "M16: M20: the QR code is read back from a screenshot in both themes, and axe finds nothing, $width pixels wide",
    async (viewport) => {
      await using web = await startWebApp();
      await web.gamer(owner);
      await using desktop = await visitor(web.url, { viewport });
      const page = await desktop.open("/login");
      const secret = await openSetUp(page);

      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        const { data, width, height } = await pixelsOf(page, await setUpDialog(page).getByRole("img").screenshot());
        const read = decodeQr(data, width, height)?.data;
        expect(read).toContain(`secret=${secret}`);
        expect(read).toMatch(/^otpauth:\/\/totp\/Level%20Up:ada%40lovelace\.dev\?/);
      }
      expect(await violations(page)).toEqual([]);

      await activate(page, web.totp(secret));
      await codesDialog(page).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(desktop.problems()).toEqual([]);
    },
  );

  test("M19: it is turned on by keyboard, and the codes are gone after a reload", async () => {
    await using web = await startWebApp();
    await web.gamer(owner);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    const { press, type, tabTo } = createKeyboard(page);
    const secret = await openSetUp(page);
    await expect.poll(() => focusedName(page)).toBe("Code");

    await type("12345");
    await press("Enter");
    await setUpDialog(page).getByText("Enter the six digits that your authenticator app shows.").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Code");
    await type(web.totp(secret, 5));
    await press("Enter");
    await setUpDialog(page).getByText("That code is not right, or was used already.").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Code");
    const code = web.totp(secret);
    await type(`${code.slice(0, 3)} ${code.slice(3)}`);
    await press("Enter");

    await codesDialog(page).waitFor();
    const codes = await codesDialog(page).getByRole("listitem").allTextContents();
    expect(codes).toHaveLength(8);
    expect(await codesDialog(page).getByRole("button", { name: "Done" }).isDisabled()).toBe(true);
    const saved = page.waitForEvent("download");
    await codesDialog(page).getByRole("button", { name: "Download" }).click();
    expect((await saved).suggestedFilename()).toBe("recovery-codes.txt");
    await tabTo("I have kept them");
    await press("Space");
    await tabTo("Done");
    await press("Enter");
    await codesDialog(page).waitFor({ state: "hidden" });
    await expect.poll(() => focusedName(page)).toBe("New recovery codes");

    await page.reload();
    await page.getByText("Recovery codes left: 8. If you have lost them, make new ones.").waitFor();
    expect(await page.getByText(codes[0] ?? "").count()).toBe(0);

    await page.getByRole("button", { name: "New recovery codes" }).click();
    await page.getByRole("button", { name: "Make new codes" }).click();
    await codesDialog(page).waitFor();
    expect(await codesDialog(page).getByRole("listitem").allTextContents()).not.toContain(codes[0]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("button", { name: "Turn on" }).waitFor();
    expect(desktop.problems()).toEqual([]);
  });

  test("M20: a login asks for the code; a wrong one is announced, and the focus stays in the field", async () => {
    await using web = await startWebApp();
    const { secret } = await protectedAda(web);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login?next=/devices");
    await logIn(page, owner);
    await heading(page, "Enter your code");
    await expect.poll(() => focusedName(page)).toBe("Code");
    expect(await page.getByLabel("Code", { exact: true }).getAttribute("autocomplete")).toBe("one-time-code");
    expect(await violations(page)).toEqual([]);

    await finish(page, web.totp(secret, 5));
    await page.getByText("That code is not right, or was used already.").waitFor();
    await expect.poll(() => focusedName(page)).toBe("Code");
    await finish(page, web.totp(secret));

    await heading(page, "Devices");
    expect(path(page)).toBe("/devices");
    expect(desktop.problems()).toEqual([]);
  });

  test("M8: a recovery code logs in, in lower case", async () => {
    await using web = await startWebApp();
    const { recoveryCodes } = await protectedAda(web);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, owner);
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await expect.poll(() => focusedName(page)).toBe("Recovery code");

    await finish(page, (recoveryCodes[0] ?? "").toLowerCase(), "Recovery code");

    await heading(page, "Hello, Ada.");
  });

  test("M7: a second step that took too long says so, and the username is still there", async () => {
    await using web = await startWebApp();
    const { secret } = await protectedAda(web);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await page.clock.install();
    await logIn(page, owner);
    await heading(page, "Enter your code");
    web.clock.advance({ minutes: 11 });
    await finish(page, web.totp(secret));

    await page.getByRole("alert").filter({ hasText: "This took too long" }).waitFor();
    expect(await page.getByLabel("Username").inputValue()).toBe(owner.username);
    await expect.poll(() => focusedName(page)).toBe("Password");

    await logIn(page, owner);
    await heading(page, "Enter your code");
    await page.clock.fastForward("10:00");
    await page.getByRole("alert").filter({ hasText: "This took too long" }).waitFor();
    await logIn(page, owner);
    await page.getByRole("button", { name: "Start again" }).click();
    await heading(page, "Please sign in");
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await page.getByLabel("Username").inputValue()).toBe(owner.username);
  });

  test("M17: of two tabs half-way in, each can finish, and the other follows", async () => {
    await using web = await startWebApp();
    const { secret } = await protectedAda(web);
    await using desktop = await visitor(web.url);
    const [one, other] = [await desktop.open("/login"), await desktop.open("/login")];
    for (const page of [one, other]) {
      await logIn(page, owner);
      await heading(page, "Enter your code");
    }

    await finish(other, web.totp(secret));

    await heading(other, "Hello, Ada.");
    await heading(one, "Hello, Ada.");
    expect(desktop.problems()).toEqual([]);
  });

  test("L5: a proof asks for the code too", async () => {
    await using web = await startWebApp();
    const { secret } = await protectedAda(web);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, owner);
    await finish(page, web.totp(secret));
    await heading(page, "Hello, Ada.");
    web.clock.advance({ minutes: 16 });
    await page.getByRole("link", { name: "Security", exact: true }).click();
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm it's you" });

    await dialog.getByLabel("Password", { exact: true }).fill(owner.password);
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await dialog.getByText("Enter the six digits that your authenticator app shows.").waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByLabel("Code", { exact: true }).fill(web.totp(secret));
    await dialog.getByRole("button", { name: "Confirm" }).click();

    await page.getByRole("button", { name: "Turn on" }).waitFor();
    expect(desktop.problems()).toEqual([]);
  });

  test("M13: an address that is not confirmed has to be first", async () => {
    await using web = await startWebApp();
    await web.gamer(ada);
    await using desktop = await visitor(web.url);
    const page = await desktop.open("/login");
    await logIn(page, ada);
    await heading(page, "Hello, Ada.");
    await page.getByRole("link", { name: "Security", exact: true }).click();

    await page.getByText("Confirm your e-mail address first.").waitFor();
    expect(await page.getByRole("button", { name: "Turn on" }).count()).toBe(0);
  });
});
