import type { Page } from "playwright-core";
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
  { name: "not-found", show: (page) => goTo(page, "/unknown", "There is nothing on this step") },
  {
    name: "home",
    async show(page) {
      await goTo(page, "/login", "Please sign in");
      await logIn(page, ada);
      await heading(page, "Hello, Ada.");
    },
  },
  { name: "profile", show: (page) => goTo(page, "/profile", "Profile") },
  {
    name: "security",
    async show(page) {
      await goTo(page, "/security", "Security");
      await page.getByLabel("New password", { exact: true }).fill("brass cogs and engines");
      await page.getByText("Strong.").waitFor();
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

async function goTo(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await heading(page, name);
}
