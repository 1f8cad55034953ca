import { expect, test } from "vitest";
import { migrate, pendingMigrations } from "../../src/db/migrate.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { gamesApp } from "./games.ts";

test("K12: a team's own tables are migrated with Level Up's, down and up again, as the entities have them", async () => {
  await using app = await createTestApp(gamesApp);
  const { database } = app.app;
  const names = gamesApp.migrations.map(({ name }) => name);

  expect(await database.orm.schema.getUpdateSchemaSQL()).toBe("");
  await database.orm.migrator.down({ to: 0 });
  expect(await pendingMigrations(database)).toEqual(names);
  // Two replicas that start at once.
  const ran = await Promise.all([migrate(database), migrate(database)]);

  expect(ran.flat().sort()).toEqual(names);
  expect(await database.orm.schema.getUpdateSchemaSQL()).toBe("");
});

test("K12: a user that is deleted takes the team's own rows along as their foreign key says", async () => {
  await using app = await createTestApp(gamesApp);
  const { caller, account } = await app.gamer();
  await caller.games.create({ title: "Go" });

  await app.app.database.fork().execute("delete from users where id = ?", [account.id]);

  expect(await app.anonymous.games.list()).toEqual([]);
});
