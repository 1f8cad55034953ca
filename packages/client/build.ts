/** `pnpm build`: compiles src to dist, as JavaScript and self-contained declarations. */

import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { build } from "vite";

const packageRoot = import.meta.dirname;
const entries = {
  index: `${packageRoot}/src/index.ts`,
  passkeys: `${packageRoot}/src/passkeys.ts`,
  react: `${packageRoot}/src/react.tsx`,
  verify: `${packageRoot}/src/verify.ts`,
};

/** Dependencies of the app. The contract is private, so it is bundled. */
const external = [/^@trpc\//, /^@tanstack\//, /^react($|\/)/];

/** The declarations plugin skips node_modules, where the workspace links the contract. */
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
      rolldownOptions: {
        external,
        output: {
          chunkFileNames: "[name].js",
          // React's server components may only pass hooks on to the client, which frameworks read from this line.
          banner: ({ name }) => (name === "react" ? '"use client";' : ""),
        },
      },
    },
  });
}

/** Bundled, so that they import neither the contract nor the server. */
async function buildDeclarations() {
  const bundle = await rollup({
    input: entries,
    external,
    plugins: [contract, dts({ tsconfig: `${packageRoot}/tsconfig.build.json`, sourcemap: true })],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  await bundle.write({
    dir: `${packageRoot}/dist`,
    // An editor goes to the definition in src, which is in the package.
    sourcemap: true,
    chunkFileNames: "[name].d.ts",
    // For Symbol.dispose, in apps whose `lib` is older.
    banner: '/// <reference lib="esnext.disposable" />',
  });
  await bundle.close();
}
