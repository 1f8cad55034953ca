import { readFileSync } from "node:fs";
import { type CliRun, levelup, operatedApp } from "@levelup/test-support/cli.ts";
import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import type { Finding } from "../../src/doctor/finding.ts";

const fixture = readFileSync(new URL("../../../django/fixtures/users.json", import.meta.url), "utf8");
const fixtureHash = /"password": "(.*?)"/.exec(fixture)?.[1] ?? "";

function findings({ out }: CliRun): Record<string, Finding> {
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

test("levelup doctor finds a healthy database ok, and reports the fixture account in it", async () => {
  await using here = await operatedApp();
  const isPostgres = here.app.app.database.engine === "postgresql";
  const well = await here.levelup(["doctor"]);
  await here.app.gamer({ username: "me@me.com" });
  const ownPassword = findings(await here.levelup(["doctor", "--json"])).fixture;
  await rows(here.app, "update users set password_hash = ? returning id", [fixtureHash]);

  const open = await here.levelup(["doctor", "--json"], { env: { HOST: "0.0.0.0" } });
  const openInWords = await here.levelup(["doctor"], { env: { HOST: "0.0.0.0" } });
  const atHome = await here.levelup(["doctor", "--json"]);
  await here.levelup(["deactivate", "me@me.com"]);
  const deactivated = await here.levelup(["doctor", "--json"], { env: { HOST: "0.0.0.0" } });

  expect(well.code).toBe(0);
  expect(well.out).toMatch(/^ok +database +.*PostgreSQL \d+/m);
  expect(well.out).toMatch(/^ok +migrations +All \d+ are there\.$/m);
  expect(ownPassword).toMatchObject({ level: "ok", message: "me@me.com is there, with a password of its own." });
  expect([open.code, findings(open).fixture?.level]).toEqual([1, "error"]);
  expect(openInWords.out).toMatch(
    /^error +fixture +The account me@me.com is there.*\n +→ Run `levelup set-password me@me.com`/m,
  );
  expect([atHome.code, findings(atHome).fixture?.level]).toEqual(isPostgres ? [1, "error"] : [0, "ok"]);
  expect([deactivated.code, findings(deactivated).fixture?.level]).toEqual([0, "ok"]);
});

test("levelup doctor reports a check that fails as a finding, without a secret", async () => {
  const wrong = await levelup(["doctor", "--json"], { env: { TOKEN_IDLE_DAYS: "secret-days" } });
  const unreachable = await levelup(["doctor", "--json"], {
    env: { DATABASE_URL: "postgres://me:hunter2@127.0.0.1:1/app", BCRYPT_COST: "10" },
  });
  const nowhere = await levelup(["doctor", "--json"], { env: { DATA_DIR: "/nowhere/levelup" } });

  expect([wrong, unreachable, nowhere].map(({ code }) => code)).toEqual([1, 1, 1]);
  expect(findings(wrong).settings).toMatchObject({ level: "error", message: "TOKEN_IDLE_DAYS must be a number." });
  expect(findings(unreachable)).toMatchObject({
    passwords: { level: "warning" },
    database: { level: "error", message: "PostgreSQL at 127.0.0.1:1 cannot be reached." },
  });
  expect(findings(nowhere).database).toMatchObject({ level: "error" });
  expect(wrong.out + unreachable.out).not.toMatch(/secret-days|hunter2/);
});

test.each([
  ["users", "2000000000", "warning", 0],
  ["gamers", "2147483647", "error", 1],
])("R26: levelup doctor sees that the ids of %s, at %s, are near their end", async (table, last, level, code) => {
  await using here = await operatedApp();
  const well = findings(await here.levelup(["doctor", "--json"]));
  await rows(here.app, `select setval('${table}_id_seq', ${last})`);

  const run = await here.levelup(["doctor", "--json"]);

  expect(well.ids).toMatchObject({ level: "ok" });
  expect([run.code, findings(run).ids]).toMatchObject([
    code,
    { level, message: `The ids of ${table} are at ${last} of 2147483647; at the end nothing can be added.` },
  ]);
});

test("R55: levelup doctor names a variable that is probably a mistyped setting", async () => {
  await using here = await operatedApp();

  const run = await here.levelup(["doctor", "--json"], { env: { TRUST_PROXIES: "10.0.0.1" } });

  expect(findings(run).variables).toMatchObject({
    level: "warning",
    message: "TRUST_PROXIES is no setting and is ignored.",
    remedy: "If you mean TRUST_PROXY, correct its name.",
  });
});
