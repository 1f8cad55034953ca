import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { explain } from "./lib/problem.mjs";
import { run } from "./lib/processes.mjs";
import { binOf, root } from "./lib/project.mjs";
import { step } from "./lib/steps.mjs";
import { toolchain } from "./lib/toolchain.mjs";

/**
 * `npm run pack`: builds the packages that an app installs, and writes their tarballs.
 *
 * @param {string[]} args the folder of the tarballs; by default `dist`
 */
export async function pack([folder = join(root, "dist")]) {
  const tools = await toolchain();
  await installPackages(tools, { development: true });
  // It reads YAML by a package.
  const { builtPackages, finishPackage } = await import("./lib/publishable.mjs");
  mkdirSync(folder, { recursive: true });
  for (const name of builtPackages) {
    const home = join(root, "packages", name);
    const build = async () => {
      finishPackage(home);
      await succeed(tools, home, [tools.node, binOf("typescript", root, "tsc"), "-p", "tsconfig.emit.json"]);
      await succeed(tools, join(home, "dist"), [...tools.pnpm, "pack", "--pack-destination", folder]);
    };
    await step(`Packing @levelup/${name}`, build, () => "done");
  }
  // Its own script builds it, when it is packed.
  const client = join(root, "packages", "client");
  const packClient = () => succeed(tools, client, [...tools.pnpm, "pack", "--pack-destination", folder]);
  await step("Packing @levelup/client", packClient, () => "done");
  console.log(`The packages are in ${folder}`);
  return 0;
}

/**
 * @param {import("./lib/toolchain.mjs").Toolchain} toolchain
 * @param {string} cwd
 * @param {string[]} command
 */
async function succeed({ env }, cwd, command) {
  const result = await run(command, { cwd, env });
  if (result.code !== 0) throw explain("Packing", result);
}
