import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { sideBySide } from "./lib/processes.mjs";
import { binOf, readJson, root, serverMain } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";

const restartOnChange = join(root, "scripts", "lib", "restart-on-change.mjs");

/** `npm run dev`: the server, started again on a change of its source, and Vite with hot reload in front of it. */
export async function dev() {
  const tools = await toolchain();
  await installPackages(tools, { development: true });
  const { node, env } = tools;
  const sources = workspaceFolders(dirname(dirname(serverMain))).map((folder) => join(folder, "src"));
  const app = join(root, "apps", "web");
  return sideBySide([
    { command: [node, restartOnChange, serverMain, ...sources], cwd: root, env },
    // Clearing the screen would remove the server's output.
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
