/** `pnpm build`: src → dist, in JavaScript and declarations that stand alone. */

import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { build } from "vite";

const packageRoot = import.meta.dirname;
const entries = { index: `${packageRoot}/src/index.ts`, react: `${packageRoot}/src/react.tsx` };

/** Left for the app to bring. The contract is not among them: it is private, so it is built in. */
const external = [/^@trpc\//, /^@tanstack\//, /^react($|\/)/];

/** The declarations' plugin leaves out what it finds in node_modules, and that is where the workspace links to. */
const contract = {
  name: "contract",
  resolveId: (id: string) => (id.startsWith("@levelup/contract/") ? fileURLToPath(import.meta.resolve(id)) : null),
};

await rm(`${packageRoot}/dist`, { recursive: true, force: true });
await buildJavaScript();
await buildDeclarations();

async function buildJavaScript() {
  await build({
    root: packageRoot,
    configFile: false,
    logLevel: "warn",
    build: {
      lib: { entry: entries, formats: ["es"] },
      target: "es2022",
      minify: false,
      sourcemap: true,
      rolldownOptions: { external, output: { chunkFileNames: "[name].js" } },
    },
  });
}

/** Rolled up, so that they name nothing of the workspace: neither the contract nor the server. */
async function buildDeclarations() {
  const bundle = await rollup({
    input: entries,
    external,
    plugins: [contract, dts({ tsconfig: `${packageRoot}/tsconfig.build.json` })],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  await bundle.write({
    dir: `${packageRoot}/dist`,
    chunkFileNames: "[name].d.ts",
    // For Symbol.dispose, where an app's own `lib` is older than that.
    banner: '/// <reference lib="esnext.disposable" />',
  });
  await bundle.close();
}
