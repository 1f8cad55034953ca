import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { inject, onTestFinished } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder for apps, with `level-up/dist` in it, which has the tarballs. */
    packed: { folder: string; dist: string };
  }
}

export const packages = ["contract", "server", "django", "client"] as const;

export const packed = inject("packed");

export const tarballOf = (name: (typeof packages)[number]) => join(packed.dist, `levelup-${name}-0.1.0.tgz`);

export const run = promisify(execFile);

/** What a failed program says, which the error's own message leaves out; empty for one that succeeds. */
export async function complaintsOf(program: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    await run(program, args, { cwd });
    return "";
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}` || String(error);
  }
}

/** Makes an app's folder with these files. */
export async function createApp(name: string, files: ReadonlyMap<string, string>): Promise<string> {
  const app = join(packed.folder, name);
  for (const [path, content] of files) {
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), content);
  }
  return app;
}

/** Starts a program that ends with the test. @returns the URL that its first line ends with. */
export async function startServer(args: readonly string[], cwd: string, env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, PORT: "0", MAX_EVENT_LOOP_DELAY_MS: "60000", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  for await (const chunk of child.stdout) {
    const [, url] = /(http:\S+)\n/.exec(String(chunk)) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("the server ended before it was ready");
}
