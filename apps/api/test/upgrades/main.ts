import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { importInto } from "@levelup/test-support/importing.ts";
import { runClient } from "@levelup/test-support/postgres-programs.ts";
import { countRows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import manifest from "../../../../package.json" with { type: "json" };
import { composition } from "../../src/composition.ts";
import type { Release } from "./release.ts";

/**
 * Writes a file with the database of this release, schema and a few rows, for the tests of later releases:
 * `TEST_DATABASE_URL=… node apps/api/test/upgrades/main.ts`. To be run once a release: an existing file is kept.
 */
const fixtures = ["users", "gamers", "tokens"].map((kind) =>
  fileURLToPath(new URL(`../../../../packages/django/fixtures/${kind}.json`, import.meta.url)),
);

await using test = await createTestApp({ settings: { passwords: { bcryptCost: 10 } } });
await importInto(test, fixtures);
const { account, password, token } = await test.gamer({ username: "Ada.Löwe", bio: "I play. 🎮" });
const gamer = { username: account.username, password };
await test.anonymous.auth.login({ ...gamer, password: "not this one" });
const login = await test.anonymous.auth.login({ ...gamer, device: "Phone" });
if (!login.valid) throw new Error("the gamer that was just registered cannot log in");

const release: Release = {
  version: manifest.version,
  migration: composition.migrations.at(-1)?.name ?? "",
  gamer: { ...gamer, tokens: [token, login.token], deviceId: login.deviceId },
  imported: { username: "me@me.com", password: "me", tokens: ["fa2eba9be8282d595c997ee5cd49f2ed31f65bed"] },
  rows: await countRows(test),
};
const url = test.app.settings.database.url?.reveal() ?? "";
const dump = await runClient("pg_dump", ["--inserts", "--no-owner", "--no-privileges", "--no-comments", url]);
await writeFile(
  new URL(`${release.version}.sql`, import.meta.url),
  `-- ${JSON.stringify(release)}\n\n${withoutSession(dump)}`,
  { flag: "wx" },
);

/** Without comments, commands of psql, and settings of the session. */
function withoutSession(sql: string): string {
  return `${sql
    .replace(/^(--.*|SET .*;|\\.*|SELECT pg_catalog\.set_config\(.*)\n/gm, "")
    .replace(/\n{2,}/g, "\n\n")
    .trim()}\n`;
}
