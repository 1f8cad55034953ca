import type { Page } from "playwright-core";
import { errorAnswer } from "./rejected-logins.ts";
import { ada, heading, logIn } from "./steps.ts";

export const appearances = [
  { theme: "light", width: 1280, height: 800 },
  { theme: "light", width: 390, height: 844 },
  { theme: "dark", width: 1280, height: 800 },
  { theme: "dark", width: 390, height: 844 },
] as const;

type Screen = { name: string; show: (page: Page) => Promise<void> };

/** Every screen, and the states that look different, in the order of one visit. */
export const screens: Screen[] = [
  { name: "login", show: (page) => goTo(page, "/login", "Please sign in") },
  {
    name: "login-error",
    async show(page) {
      await logIn(page, { ...ada, password: "wrong" });
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "register", show: (page) => goTo(page, "/register", "Create your account") },
  {
    name: "register-error",
    async show(page) {
      await page.getByLabel("Password", { exact: true }).fill("brass");
      await page.getByText("Weak.").or(page.getByText("Guessed at once.")).waitFor();
      await page.getByRole("button", { name: "Create account" }).click();
      await page.getByText("Enter your first name.").waitFor();
    },
  },
  { name: "forgot-password", show: (page) => goTo(page, "/forgot-password", "Forgot your password?") },
  {
    name: "mail-on-its-way",
    async show(page) {
      await page.getByLabel("Username or e-mail address").fill("unknown");
      await page.getByRole("button", { name: "Send the mail" }).click();
      await heading(page, "Check your mail");
    },
  },
  {
    name: "reset-password",
    async show(page) {
      await openLink(page, "reset", "Set a new password");
      await page.getByLabel("New password", { exact: true }).fill("brass cogs and engines");
      await page.getByText("Strong.").waitFor();
    },
  },
  {
    name: "reset-password-error",
    async show(page) {
      await page.getByRole("button", { name: "Set password" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "reset-password-code", show: (page) => goTo(page, "/reset-password", "Set a new password") },
  { name: "confirm-email", show: (page) => openLink(page, "verify", "Confirm your address") },
  {
    name: "confirm-email-done",
    async show(page) {
      const answer = { result: { data: { username: ada.username, email: ada.email } } };
      await page.route(/auth\.confirmEmail/, (route) => route.fulfill({ json: answer }));
      await page.getByRole("button", { name: "Confirm address" }).click();
      await heading(page, "Your address is confirmed");
      await page.unroute(/auth\.confirmEmail/);
    },
  },
  { name: "not-found", show: (page) => goTo(page, "/unknown", "There is nothing on this step") },
  {
    name: "home",
    async show(page) {
      await goTo(page, "/login", "Please sign in");
      await logIn(page, ada);
      await heading(page, "Hello, Ada.");
    },
  },
  {
    name: "profile",
    async show(page) {
      await goTo(page, "/profile", "Profile");
      await page.getByLabel("New address").waitFor();
    },
  },
  {
    name: "confirm-its-you",
    async show(page) {
      await page.route(/account\.changeEmail/, (route) => route.fulfill(errorAnswer("REAUTHENTICATION_REQUIRED")));
      await page.route(/auth\.confirm$/, (route) => route.fulfill(errorAnswer("WRONG_PASSWORD")));
      await page.getByLabel("New address").fill("countess@example.com");
      await page.getByRole("button", { name: "Change address" }).click();
      const dialog = page.getByRole("dialog", { name: "Confirm it's you" });
      await dialog.getByLabel("Password", { exact: true }).fill("wrong");
      await dialog.getByRole("button", { name: "Confirm" }).click();
      await dialog.getByText("This is not your current password.").waitFor();
      await page.unroute(/account\.changeEmail/);
      await page.unroute(/auth\.confirm$/);
    },
  },
  {
    name: "security",
    async show(page) {
      await goTo(page, "/security", "Security");
      await page.getByLabel("New password", { exact: true }).fill("brass cogs and engines");
      await page.getByText("Strong.").waitFor();
    },
  },
  {
    name: "api-token-new",
    async show(page) {
      await page.getByRole("button", { name: "New token" }).click();
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByText("Choose at least one.").waitFor();
    },
  },
  {
    name: "api-token-secret",
    async show(page) {
      await page.getByLabel("Name").fill("Nightly report");
      await page.getByLabel("See your profile").check();
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByLabel("Token", { exact: true }).waitFor();
    },
  },
  {
    name: "api-tokens",
    async show(page) {
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: "End Nightly report" }).waitFor();
    },
  },
  { name: "devices", show: (page) => goTo(page, "/devices", "Devices") },
  {
    name: "devices-confirm",
    async show(page) {
      await page.getByRole("button", { name: "Log out every other device" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "unreachable",
    async show(page) {
      await page.route(/\/trpc\//, (route) => route.abort());
      await page.goto("/");
      await page.getByText("The server cannot be reached").waitFor();
      await page.unroute(/\/trpc\//);
    },
  },
];

/** Opens a link that has the form of a mailed one, as a new page. */
async function openLink(page: Page, purpose: "reset" | "verify", name: string): Promise<void> {
  await page.goto("about:blank");
  const path = { reset: "/reset-password", verify: "/confirm-email" }[purpose];
  await goTo(page, `${path}#lu_${purpose}_${"0".repeat(48)}`, name);
}

async function goTo(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await heading(page, name);
}
