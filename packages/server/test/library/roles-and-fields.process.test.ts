import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const page = new URL("../../../../docs/roles-and-fields.md", import.meta.url);
/** In this package, whose dependencies an app of one's own has too. */
const here = fileURLToPath(new URL("../../", import.meta.url));
const modules = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));

const tsconfig = {
  extends: "../../../tsconfig.base.json",
  compilerOptions: { types: ["node"] },
  include: ["*.ts"],
};

/** On a busy machine a compiler and a database take long to start. */
const slowMs = 180_000;

test(
  "the app of docs/roles-and-fields.md type-checks, and its test passes",
  async () => {
    const blocks = [...(await readFile(page, "utf8")).matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```/gms)];
    const folder = await mkdtemp(`${here}roles-and-fields-`);
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const [, name, code = ""] of blocks) await writeFile(`${folder}/${name}`, code);
    await writeFile(`${folder}/tsconfig.json`, JSON.stringify(tsconfig));

    await run(process.execPath, [`${modules}typescript/bin/tsc`, "-p", folder]);
    const vitest = [`${modules}vitest/vitest.mjs`, "run", "--testTimeout", String(slowMs), "--root", folder];
    const { stdout } = await run(process.execPath, vitest, {
      env: { ...process.env, TEST_DATABASE_URL: "", NO_COLOR: "1" },
    });

    expect(stdout).toMatch(/Tests +1 passed/);
  },
  slowMs,
);
