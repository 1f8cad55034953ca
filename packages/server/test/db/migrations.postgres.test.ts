import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { accountEntities, accountMigrations as migrations } from "../../src/db/schema.ts";
import { createTestApp } from "../../src/testing/index.ts";

const schema = { entities: accountEntities, migrations };

test("G8: of two replicas that migrate at once one does it", async () => {
  await using app = await createTestApp();
  await app.app.database.orm.migrator.down({ to: 0 });
  await app.app.database.fork().execute("drop table migrations");
  const replicas = await Promise.all([1, 2].map(() => openDatabase(app.app.settings.database, schema)));

  const ran = await Promise.all(replicas.map(migrate));
  await Promise.all(replicas.map((replica) => replica.close()));

  expect(ran.map((list) => list.length).sort()).toEqual([0, migrations.length]);
});

test("G8: a replica waits for another one's migration, however long a statement may take otherwise", async () => {
  await using app = await createTestApp();
  const hasty = await openDatabase({ ...app.app.settings.database, statementTimeoutMs: 500 }, schema);
  const { promise: locked, resolve } = Promise.withResolvers<void>();
  const holding = app.app.database.fork().transactional(async (em) => {
    await em.execute("lock table migrations in access exclusive mode");
    resolve();
    // Longer than a silent connection is otherwise given: the statement's time and a second more.
    await em.execute("select pg_sleep(2)");
  });
  await locked;

  expect(await migrate(hasty)).toEqual([]);
  await holding;
  await hasty.close();
});
