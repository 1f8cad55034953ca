import { expect, test } from "vitest";
import { migrate, pendingMigrations } from "../../src/db/migrate.ts";
import { accountMigrations as migrations } from "../../src/db/schema.ts";
import { createTestApp } from "../../src/testing/index.ts";

const names = migrations.map(({ name }) => name);

test("G8: the schema that the migrations make has no difference to the entities", async () => {
  await using app = await createTestApp();

  expect(await app.app.database.orm.schema.getUpdateSchemaSQL()).toBe("");
});

test("G8: migrations go up, down and up again, and leave nothing behind below", async () => {
  await using app = await createTestApp();
  const { database } = app.app;
  const tables =
    "select count(*)::int as tables from pg_tables where schemaname = 'public' and tablename <> 'migrations'";

  await database.orm.migrator.down({ to: 0 });
  const below = await database.fork().execute(tables);
  const pending = await pendingMigrations(database);
  const ran = await migrate(database);

  expect(below).toEqual([{ tables: 0 }]);
  expect([pending, ran]).toEqual([names, names]);
  expect(await database.orm.schema.getUpdateSchemaSQL()).toBe("");
});
