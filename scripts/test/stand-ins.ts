import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { root } from "../lib/project.mjs";

/** A version of Node that no machine has, so that the start must download it. */
const node = "999.0.0";

/** Records in the file `calls` that a program ran, and with which arguments. */
const recorded = (name: string) =>
  `(await import("node:fs")).appendFileSync(process.env.CALLS, "${name} " + process.argv.slice(2).join(" ") + "\\n");`;

/** An npm that "installs" the Node of the tests, and a pnpm that has nothing to do. */
const npm = `${recorded("npm")}
const { mkdirSync, symlinkSync, writeFileSync } = await import("node:fs");
const [, name] = process.argv[3].match(/^(.+)@/);
const home = process.argv[process.argv.indexOf("--prefix") + 1] + "/node_modules/" + name;
mkdirSync(home + "/bin", { recursive: true });
if (name === "pnpm") writeFileSync(home + "/bin/pnpm.mjs", ${JSON.stringify(recorded("pnpm"))});
else symlinkSync(process.execPath, home + "/bin/node");`;

const vite = `${recorded("vite")}
const { mkdirSync, writeFileSync } = await import("node:fs");
mkdirSync("dist", { recursive: true });
writeFileSync("dist/index.html", "<p>built</p>");`;

/** Ends with 40 + the number of signals that reached it, half a second after the first. */
const server = `let signals = 0;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    signals += 1;
    if (signals > 1) return;
    setTimeout(() => {
      console.log("ended by " + signals + " signal");
      process.exit(40 + signals);
    }, 500);
  });
}
setInterval(() => {}, 1000);
console.log("web root " + process.env.WEB_ROOT);
console.log("Level Up is ready at http://localhost:0");`;

/** A checkout in which only the scripts are real: npm, pnpm, Vite and the server are a few lines each. */
export async function standIns(files: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "level-up-start-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(root, "scripts"), join(folder, "scripts"), { recursive: true });
  const all = {
    "package.json": JSON.stringify({ packageManager: "pnpm@0.0.1", devEngines: { runtime: { version: node } } }),
    "pnpm-lock.yaml": "",
    "tsconfig.base.json": "",
    "packages/client/index.ts": "",
    "packages/contract/index.ts": "",
    "apps/api/package.json": "{}",
    "apps/api/bin/serve.mjs": server,
    "apps/web/node_modules/vite/package.json": JSON.stringify({ bin: { vite: "vite.mjs" } }),
    "apps/web/node_modules/vite/vite.mjs": vite,
    "elsewhere/npm-cli.js": npm,
    "elsewhere/package.json": '{ "type": "module" }',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const callsFile = join(folder, "calls");
  await writeFile(callsFile, "");

  return {
    folder,
    /** The programs that ran since the last call of this, with their arguments. */
    async calls() {
      const calls = (await readFile(callsFile, "utf8")).split("\n").filter(Boolean);
      await writeFile(callsFile, "");
      return calls;
    },
    /** `npm start` or another command. */
    run: (name: string, options: Options = {}) =>
      runScript(folder, name, {
        ...options,
        env: { CALLS: callsFile, npm_execpath: join(folder, "elsewhere/npm-cli.js"), ...options.env },
      }),
  };
}

type Options = {
  nodeOptions?: string[];
  between?: "nothing" | "a shell" | "npm and its shell";
  env?: NodeJS.ProcessEnv;
};

/** A command of a checkout, from another current folder; with npm's processes in between, or without. */
export function runScript(
  folder: string,
  name: string,
  { nodeOptions = [], between = "nothing", env = {} }: Options = {},
) {
  const command = [process.execPath, ...nodeOptions, join(folder, "scripts/run.mjs"), name];
  const inShell = ["-c", between === "nothing" ? 'exec "$0" "$@"' : '"$0" "$@"; exit $?', ...command];
  const asNpm = `require("node:child_process").spawn("sh", ${JSON.stringify(inShell)}, { stdio: "inherit" })`;
  const [program, args] = between === "npm and its shell" ? [process.execPath, ["-e", asNpm]] : ["sh", inShell];
  const child = spawn(program, args, {
    cwd: tmpdir(),
    env: { PATH: "/usr/bin:/bin", npm_lifecycle_event: name, ...env },
  });
  // "close" comes when everything that was started has ended: until then something holds the output open.
  const exitCode = new Promise<number | null>((resolve) => child.on("close", resolve));
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await exitCode;
  });
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      for (const check of waiting) check();
    });
  }
  /** Waits for a text in the output, and fails when the command ends without it. */
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const check = () => {
        const match = pattern.exec(output);
        if (match !== null) {
          waiting.delete(check);
          resolve(match);
        }
      };
      waiting.add(check);
      check();
      exitCode.then(() => reject(new Error(`It ended without ${pattern}:\n${output}`)));
    });
  return {
    child,
    exitCode,
    printed,
    output: () => output,
    /** Waits until the server is ready, then stops it as a Ctrl-C does. */
    async startAndStop() {
      await printed(/is ready at/);
      child.kill("SIGINT");
      await exitCode;
    },
  };
}
