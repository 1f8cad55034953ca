import { rows } from "@levelup/test-support/support.ts";
import { Migration } from "@mikro-orm/migrations";
import { expect, test } from "vitest";
import { accountEntities, accountMigrations } from "../../src/index.ts";
import { createTestApp } from "../../src/testing/index.ts";

/** A migration of an app's own that writes rows too. */
class Genres extends Migration {
  override up(): void {
    this.addSql("create table genres (name text primary key)");
    this.addSql("insert into genres values ('strategy')");
  }
}

const withGenres = {
  entities: accountEntities,
  migrations: [...accountMigrations, { name: "20990101_genres", class: Genres }],
};

test("a test finds nothing of the one before, and ids begin anew", async () => {
  for (let run = 0; run < 2; run += 1) {
    await using app = await createTestApp();
    const { account } = await app.gamer({ username: "ada" });
    expect(account.id).toBe(1);
  }
});

test("a test finds the schema whole, whatever the one before has done to it", async () => {
  for (const change of ["alter table gamers add column score int", "drop table gamers cascade"]) {
    await using app = await createTestApp();
    await rows(app, change);
  }

  await using app = await createTestApp();
  expect((await app.gamer()).account.bio).toBe("");
  expect(await app.app.database.orm.schema.getUpdateSchemaSQL()).toBe("");
});

test("a test finds the rows that migrations have written", async () => {
  for (let run = 0; run < 2; run += 1) {
    await using app = await createTestApp(withGenres);
    expect(await rows(app, "select name from genres")).toEqual([{ name: "strategy" }]);
    await rows(app, "insert into genres values ('party')");
  }
});
