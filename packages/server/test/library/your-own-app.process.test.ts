import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const page = new URL("../../../../docs/your-own-app.md", import.meta.url);
/** In this package, whose dependencies an app of one's own has too. */
const here = fileURLToPath(new URL("../../", import.meta.url));
const modules = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));

const tsconfig = {
  extends: "../../../tsconfig.base.json",
  compilerOptions: { types: ["node"] },
  include: ["*.ts"],
};

test("the app of docs/your-own-app.md type-checks, and its test passes", async () => {
  const blocks = [...(await readFile(page, "utf8")).matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```/gms)];
  const folder = await mkdtemp(`${here}your-own-app-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [, name, code = ""] of blocks) await writeFile(`${folder}/${name}`, code);
  await writeFile(`${folder}/tsconfig.json`, JSON.stringify(tsconfig));

  await run(process.execPath, [`${modules}typescript/bin/tsc`, "-p", folder]);
  const { stdout } = await run(process.execPath, [`${modules}vitest/vitest.mjs`, "run", "--root", folder], {
    env: { ...process.env, TEST_DATABASE_URL: "", NO_COLOR: "1" },
  });

  expect(blocks.map(([, name]) => name)).toContain("server.ts");
  expect(stdout).toMatch(/Tests +1 passed/);
});
