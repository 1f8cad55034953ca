import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { sideBySide } from "./lib/processes.mjs";
import { binOf, readJson, root, serverMain } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";

/** `npm run dev`: the server, started again on a change of its source, and Vite with hot reload in front of it. */
export async function dev() {
  const tools = await toolchain();
  await installPackages(tools, { development: true });
  const { node, env } = tools;
  // Folders, since `--watch` alone watches files and loses one that git or an editor replaces by renaming.
  const watched = workspaceFolders(dirname(dirname(serverMain))).map((folder) => `--watch-path=${join(folder, "src")}`);
  const app = join(root, "apps", "web");
  return sideBySide([
    {
      // The two programs share a terminal, so neither may clear it.
      command: [node, ...watched, "--watch-preserve-output", "--disable-warning=ExperimentalWarning", serverMain],
      cwd: root,
      env,
    },
    { command: [node, binOf("vite", app), "--clearScreen", "false"], cwd: app, env },
  ]);
}

/**
 * @param {string} folder of a package
 * @returns {string[]} it, and those of the workspace packages that it depends on
 */
function workspaceFolders(folder) {
  /** @type {Record<string, string>} */
  const dependencies = readJson(join(folder, "package.json")).dependencies ?? {};
  const linked = Object.keys(dependencies).filter((name) => dependencies[name]?.startsWith("workspace:"));
  const others = linked.flatMap((name) => workspaceFolders(realpathSync(join(folder, "node_modules", name))));
  return [...new Set([folder, ...others])];
}
