import type { DatabaseSettings } from "@levelup/server";
import type { TestApp } from "@levelup/server/testing";
import { countRows, rows } from "@levelup/test-support/support.ts";
import { createTestApp, createTestDatabase, openDatabase } from "@levelup/test-support/test-app.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composition } from "../../src/composition.ts";
import { readReleases } from "./release.ts";

const releases = readReleases();

/** A database as a release left it: no code of today has run on it. */
async function databaseMadeBy(sql: string): Promise<{ settings: Partial<DatabaseSettings>; release(): Promise<void> }> {
  const { settings, release } = await createTestDatabase();
  const { pglite: _, ...empty } = settings;
  const database = await openDatabase(empty);
  const onPostgres = "drop schema public cascade; create schema public;";
  await database.orm.driver.getConnection().executeDump(`${database.dump === null ? onPostgres : ""} ${sql}`);
  const archive = await database.dump?.();
  await database.close();
  return { settings: archive === undefined ? empty : { pgliteTemplate: archive }, release };
}

test("there is a database of every release, from 0.1.0 on", () => {
  expect(releases.map(({ version }) => version)).toContain("0.1.0");
});

describe.each(releases)("a database of $version", ({ sql, gamer, imported, rows: rowsBefore }) => {
  const resources = new AsyncDisposableStack();
  let app: TestApp;
  let rowsAfter: Record<string, number>;

  beforeAll(async () => {
    const database = await databaseMadeBy(sql);
    resources.defer(database.release);
    app = resources.use(await createTestApp({ settings: { database: database.settings } }));
    rowsAfter = await countRows(app);
  });
  afterAll(() => resources.disposeAsync());

  test("G9: is brought up to date by the start, without losing a row", async () => {
    const ran = await rows<{ name: string }>(app, "select name from migrations order by id");
    expect(ran.map(({ name }) => name)).toEqual(composition.migrations.map(({ name }) => name));
    expect(rowsAfter).toMatchObject({ ...rowsBefore, migrations: composition.migrations.length });
  });

  test("G9: has the schema that a new one has", async () => {
    expect(await app.app.database.orm.schema.getUpdateSchemaSQL()).toBe("");
  });

  test.each([
    ["registered", gamer],
    ["imported", imported],
  ])("G9: accepts the account that had %s, by password and by each of its tokens", async (_, account) => {
    const { username, password, tokens } = account;

    for (const token of tokens) expect(await app.as(token).account.me()).toMatchObject({ username });
    expect(await app.anonymous.auth.login({ username, password: `not ${password}` })).toEqual({ valid: false });
    expect(await app.anonymous.auth.login({ username, password })).toMatchObject({ valid: true });
  });

  test("G9: takes new accounts, under unused ids", async () => {
    const { account, caller } = await app.gamer();

    expect(await caller.account.me()).toEqual(account);
  });
});
