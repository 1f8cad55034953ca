import { createTestApp } from "@levelup/test-support/test-app.ts";
import { MikroORM } from "@mikro-orm/postgresql";
import { afterEach, expect, test, vi } from "vitest";
import { composition } from "../../src/composition.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const readConfig = async () => (await import("../../src/mikro-orm.config.ts")).default;

test("G8: by MikroORM's own configuration, the entities are what the migrations make of an empty database", async () => {
  await using app = await createTestApp();
  await app.app.database.orm.migrator.down({ to: 0 });
  vi.stubEnv("DATABASE_URL", app.app.settings.database.url?.reveal() ?? "");
  const orm = await MikroORM.init(await readConfig());
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => orm.close(true));

  const before = await orm.schema.getUpdateSchemaSQL();
  const ran = await orm.migrator.up();
  const after = await orm.schema.getUpdateSchemaSQL();

  expect(before).toContain('create table "users"');
  expect(ran.map(({ name }) => name)).toEqual(composition.migrations.map(({ name }) => name));
  expect(after).toBe("");
});

test("MikroORM's own configuration asks for a PostgreSQL", async () => {
  vi.stubEnv("DATABASE_URL", "");

  await expect(readConfig()).rejects.toMatchObject({ remedy: "Set DATABASE_URL." });
});
