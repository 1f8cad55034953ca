import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describeInBrowser } from "@levelup/test-support/browser.ts";
import { expect, test } from "vitest";
import { heading, logIn } from "./steps.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs the command of `npm start` without npm, so that it receives signals, on its own embedded database. */
async function startServer() {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  const [command, ...args] = scripts.start.split(" ");
  if (command !== "node") throw new Error(`this test expects npm start to run node: ${scripts.start}`);
  const folder = mkdtempSync(join(tmpdir(), "levelup-web-"));
  const server = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, PORT: "0", DATA_DIR: join(folder, "data"), DATABASE_URL: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  return {
    async url(): Promise<string> {
      for await (const line of createInterface(server.stdout)) {
        const ready = /ready at (http:\S+)/.exec(line);
        if (ready?.[1]) return ready[1];
      }
      throw new Error("The server ended without being ready.");
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

describeInBrowser("a newcomer", ({ visitor }) => {
  test("opens the page, logs in as me@me.com with the password me, is greeted, and logs out again", async () => {
    await using server = await startServer();
    await using desktop = await visitor(await server.url());
    const page = await desktop.open("/");
    await heading(page, "Please sign in");
    await page.getByText("Not a member yet?").waitFor();
    await logIn(page, { username: "me@me.com", password: "me" });
    await heading(page, /^Hello, \w+\.$/);
    await page.getByText("me@me.com").first().waitFor();
    await page.reload();
    await heading(page, /^Hello, \w+\.$/);
    await page.getByRole("button", { name: "Log out" }).click();
    await heading(page, "Please sign in");
    expect(desktop.problems()).toEqual([]);
  });
});
