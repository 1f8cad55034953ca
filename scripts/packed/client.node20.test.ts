import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createTestApp } from "../../packages/server/src/testing/index.ts";
import { createApp, packed, run, tarballOf } from "./packed.ts";

/** The packages that run on older Nodes, in an empty project. */

/** Ends with an error if a result is wrong. */
const script = `
import { createLevelUp, isLevelUpError, memoryStorage, safe } from "@levelup/client";
import { registerInput } from "@levelup/contract";
import { usernameKey } from "@levelup/contract/rules";

const levelup = createLevelUp({ url: process.env.LEVELUP_URL, storage: memoryStorage() });
const input = { username: "Grace", password: "four words in a row", firstName: "Grace", lastName: "Gamer" };
const { account } = await levelup.auth.register(registerInput.parse(input));
if (usernameKey(account.username) !== "grace") throw new Error(account.username);
if ((await levelup.account.me()).id !== account.id) throw new Error("me");
await levelup.auth.logout();
const refused = await safe(levelup.account.me());
if (!isLevelUpError(refused.error) || refused.error.code !== "TOKEN_MISSING") throw new Error("refused");
`;

const node20 = process.env.NODE20_PATH ?? "";

let app: string;

beforeAll(async () => {
  const manifest = { private: true, type: "module" };
  app = await createApp(
    "older",
    new Map(Object.entries({ "script.js": script, "package.json": JSON.stringify(manifest) })),
  );
  const tarballs = [tarballOf("contract"), tarballOf("client")];
  await run("npm", ["install", "--prefer-offline", "--no-audit", ...tarballs, "@trpc/client", "@trpc/server"], {
    cwd: app,
  });
}, 120_000);

test.each([
  ["Node 20", node20],
  ["this Node", process.execPath],
])("the contract and the client run on %s", async (_name, node) => {
  await using server = await createTestApp();
  const LEVELUP_URL = `${await server.listen()}/trpc`;
  const { stderr } = await run(node, [join(packed.folder, "older/script.js")], { cwd: app, env: { LEVELUP_URL } });
  expect(stderr).toBe("");
});
