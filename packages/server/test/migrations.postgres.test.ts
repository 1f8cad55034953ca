import { expect, test } from "vitest";
import { openDatabase } from "../src/db/database.ts";
import { migrate } from "../src/db/migrate.ts";
import { migrations } from "../src/db/migrations/index.ts";
import { createTestApp } from "../src/testing/index.ts";

test("G8: of two replicas that migrate at once one does it", async () => {
  await using app = await createTestApp();
  await app.app.database.orm.migrator.down({ to: 0 });
  await app.app.database.fork().execute("drop table migrations");
  const replicas = await Promise.all([1, 2].map(() => openDatabase(app.app.env.database)));

  const ran = await Promise.all(replicas.map(migrate));
  await Promise.all(replicas.map((replica) => replica.close()));

  expect(ran.map((list) => list.length).sort()).toEqual([0, migrations.length]);
});
