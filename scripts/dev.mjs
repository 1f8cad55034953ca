import { join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { sideBySide } from "./lib/processes.mjs";
import { binOf, root, serverMain } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";

/** `npm run dev`: the server from source, started again on a change, and Vite with hot reload before it. */
export async function dev() {
  const { node, ...tools } = await toolchain();
  await installPackages({ node, ...tools });
  const app = join(root, "apps", "web");
  // Each of them would wipe the other's output from the screen.
  const server = ["--watch", "--watch-preserve-output", "--disable-warning=ExperimentalWarning", serverMain];
  return sideBySide([
    { command: [node, ...server], cwd: root, env: tools.env },
    { command: [node, binOf("vite", app), "--clearScreen", "false"], cwd: app, env: tools.env },
  ]);
}
