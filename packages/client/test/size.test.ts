import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, defaultClientConditions, type Rolldown } from "vite";
import { expect, test } from "vitest";

/** What a page may cost to have accounts, tRPC included: minified and gzipped. */
const limitBytes = 8_000;

const packageRoot = new URL("..", import.meta.url);

/** The bytes that `source` costs in a browser bundle of Vite with its default settings. */
async function bundledBytes(source: string): Promise<number> {
  const entry = `${packageRoot.pathname}test/entry.ts`;
  const output = (await build({
    root: packageRoot.pathname,
    resolve: { conditions: ["@levelup/source", ...defaultClientConditions] },
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
    build: { write: false, modulePreload: { polyfill: false }, rolldownOptions: { input: entry } },
  })) as Rolldown.RolldownOutput;
  return gzipSync(output.output.map((part) => ("code" in part ? part.code : part.source)).join(""), { level: 9 })
    .length;
}

/** The README with its tables unaligned. */
const readme = (await readFile(new URL("README.md", packageRoot), "utf8")).replace(/ +/g, " ");

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

test(`the SDK with tRPC is at most ${kB(limitBytes)} in a browser bundle, and the README says how much`, async () => {
  const bytes = await bundledBytes(
    `import { createLevelUp, safe } from "@levelup/client"; Object.assign(globalThis, { safe, levelup: createLevelUp({ url: "/trpc" }) });`,
  );
  expect(bytes).toBeLessThanOrEqual(limitBytes);
  expect(readme).toContain(`| **\`@levelup/client\`, with tRPC** | **${kB(bytes)}** |`);
});

test("passkeys cost what the README says, beside the SDK", async () => {
  const sdk = `import { createLevelUp, safe } from "@levelup/client"; const levelup = createLevelUp({ url: "/trpc" });`;
  const without = await bundledBytes(`${sdk} Object.assign(globalThis, { safe, levelup });`);
  const bytes = await bundledBytes(
    `${sdk} import { passkeys } from "@levelup/client/passkeys"; Object.assign(globalThis, { safe, levelup, keys: passkeys(levelup) });`,
  );
  expect(readme).toContain(`| \`@levelup/client/passkeys\`, beside it | ${kB(bytes - without)} |`);
});

test("verify costs what the README says", async () => {
  const bytes = await bundledBytes(
    `import { createVerify } from "@levelup/client/verify"; globalThis.verify = createVerify({ url: "/" });`,
  );
  expect(readme, kB(bytes)).toContain(`| \`@levelup/client/verify\` | ${kB(bytes)} |`);
});

test("bare tRPC costs what the README says", async () => {
  const bytes = await bundledBytes(
    `import { createTRPCClient, httpLink } from "@trpc/client"; globalThis.account = createTRPCClient({ links: [httpLink({ url: "/trpc" })] }).account.me.query();`,
  );
  expect(readme).toContain(`| tRPC's client with httpLink, nothing else | ${kB(bytes)} |`);
});
