import { existsSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { handOver } from "./lib/processes.mjs";
import { root } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";

const cli = join(root, "apps/api/bin/levelup.mjs");

/**
 * `npm run levelup -- import django db.sqlite3`: the service's command line. In a clean clone it installs the packages
 * first, since an import can come before the first start; later it prints nothing of its own, so that its output can be
 * piped.
 *
 * @param {string[]} args
 */
export async function levelup(args) {
  const tools = await toolchain();
  if (!existsSync(join(root, "node_modules/.modules.yaml"))) await installPackages(tools);
  return handOver([tools.node, "--disable-warning=ExperimentalWarning", cli, ...args], {
    cwd: root,
    env: tools.env,
    asks: true,
  });
}
