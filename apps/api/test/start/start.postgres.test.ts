import { operatedServer } from "@levelup/test-support/operated-server.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { expect, test } from "vitest";
import { composition } from "../../src/composition.ts";

test("G8: two servers that start at once on an empty database both serve, and migrate it once", async () => {
  await using app = await createTestApp();
  await rows(app, "drop schema public cascade");
  await rows(app, "create schema public");
  const database = { env: { DATABASE_URL: app.app.settings.database.url?.reveal() ?? "" } };

  const [one, other] = await Promise.all([operatedServer(database), operatedServer(database)]);
  await using both = new AsyncDisposableStack();
  both.use(one);
  both.use(other);
  const registered = await one.register("ada");

  expect([registered.status, await other.login("ada")]).toEqual([200, expect.objectContaining({ valid: true })]);
  const ran = await rows<{ name: string }>(app, "select name from migrations order by id");
  expect(ran.map(({ name }) => name)).toEqual(composition.migrations.map(({ name }) => name));
});
