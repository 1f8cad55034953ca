import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { root } from "../lib/project.mjs";

/** A Node that no machine has yet, so that the start must bring it. */
const node = "999.0.0";

/** Notes in `calls` that it ran, and with what. */
const noted = (name: string) =>
  `(await import("node:fs")).appendFileSync(process.env.CALLS, "${name} " + process.argv.slice(2).join(" ") + "\\n");`;

/** An npm that "installs" this very Node, and a pnpm that has nothing to do. */
const npm = `${noted("npm")}
const { mkdirSync, symlinkSync, writeFileSync } = await import("node:fs");
const [, name] = process.argv[3].match(/^(.+)@/);
const home = process.argv[process.argv.indexOf("--prefix") + 1] + "/node_modules/" + name;
mkdirSync(home + "/bin", { recursive: true });
if (name === "pnpm") writeFileSync(home + "/bin/pnpm.mjs", ${JSON.stringify(noted("pnpm"))});
else symlinkSync(process.execPath, home + "/bin/node");`;

const vite = `${noted("vite")}
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

/** A checkout of which only the scripts are real: npm, pnpm, Vite and the server are a few lines each. */
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
    /** The programs that ran since the last time this was asked. */
    async calls() {
      const calls = (await readFile(callsFile, "utf8")).split("\n").filter(Boolean);
      await writeFile(callsFile, "");
      return calls.map((call) => call.split(" ")[0]);
    },
    /** `npm start` from a folder that is not the checkout; with npm's shell in between, or without. */
    start({ nodeOptions = [] as string[], shell = false } = {}) {
      const command = [process.execPath, ...nodeOptions, join(folder, "scripts/run.mjs"), "start"];
      const child = spawn("sh", ["-c", shell ? '"$0" "$@"; exit $?' : 'exec "$0" "$@"', ...command], {
        cwd: tmpdir(),
        env: {
          PATH: "/usr/bin:/bin",
          CALLS: callsFile,
          npm_execpath: join(folder, "elsewhere/npm-cli.js"),
          npm_lifecycle_event: "start",
        },
      });
      onTestFinished(() => {
        child.kill("SIGTERM");
      });
      let output = "";
      const ready = Promise.withResolvers<void>();
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text) => {
          output += text;
          if (output.includes("is ready at")) ready.resolve();
        });
      }
      // "close" comes when everything that was started is gone: until then something holds the output open.
      const exitCode = new Promise<number | null>((resolve) => child.on("close", resolve));
      exitCode.then(() => ready.reject(new Error(`It ended before it was ready:\n${output}`)));
      ready.promise.catch(() => {});
      return { child, ready: ready.promise, exitCode, output: () => output };
    },
  };
}
