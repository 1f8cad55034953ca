import type { Page } from "playwright-core";

export const ada = {
  username: "ada@lovelace.dev",
  password: "an engine of brass and steam",
  firstName: "Ada",
  lastName: "Lovelace",
  email: "ada@lovelace.dev",
  bio: "Turn-based by temperament, real-time by necessity.\nStuck on level 7.",
};

type Credentials = { username: string; password: string };

/** Fills in and submits the login form. */
export async function logIn(page: Page, { username, password }: Credentials): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

/** Waits for a screen by its heading. */
export async function heading(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

export function path(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** The path and the code of the last mailed link, as it is opened in the app under test. */
export async function lastLink(web: { mails: () => Promise<{ link: string | null }[]> }): Promise<string> {
  const link = (await web.mails()).findLast((mail) => mail.link !== null)?.link;
  if (!link) throw new Error("No mail with a link was sent.");
  const { pathname, hash } = new URL(link);
  return pathname + hash;
}
