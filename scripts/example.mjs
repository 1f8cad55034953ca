import { join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { explain } from "./lib/problem.mjs";
import { handOver, run } from "./lib/processes.mjs";
import { binOf, root } from "./lib/project.mjs";
import { step } from "./lib/steps.mjs";
import { toolchain } from "./lib/toolchain.mjs";

const app = join(root, "apps", "game-night");

/** `npm run example`: the app of docs/your-own-app.md, on a port and an embedded database of its own. */
export async function example() {
  const { node, env, ...tools } = await toolchain();
  await installPackages({ node, env, ...tools }, { development: true });
  const build = async () => {
    const result = await run([node, binOf("vite", app), "build"], { cwd: app, env });
    if (result.code !== 0) throw explain("Building the page", result);
  };
  await step("Building the page", build, () => "done");
  const settings = { PORT: "8100", WEB_ROOT: join(app, "dist"), DATA_DIR: join(app, ".levelup") };
  return handOver([node, join(app, "src", "server.ts")], { cwd: app, env: { ...settings, ...env } });
}
