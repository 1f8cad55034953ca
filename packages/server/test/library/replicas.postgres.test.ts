import pino from "pino";
import { expect, test } from "vitest";
import { createLevelUp, type Routes } from "../../src/index.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { gamesApp } from "./games.ts";

const log = pino({ level: "silent" });

const guarded: Routes = async (fastify, { guard }) => {
  fastify.get("/scores", { onRequest: guard() }, async () => []);
};

test("K9: own routes and /auth/check refuse a token at the next request after another replica revoked it", async () => {
  await using first = await createTestApp({ routes: [guarded] });
  await using second = await createLevelUp(first.app.settings, { routes: [guarded], log, clock: first.clock });
  const { caller, token } = await first.gamer();
  const headers = { authorization: `Token ${token}` };
  const statuses = async () =>
    Promise.all(["/scores", "/auth/check"].map(async (url) => (await second.http.inject({ url, headers })).statusCode));

  expect(await statuses()).toEqual([200, 204]);
  await caller.auth.logout();
  expect(await statuses()).toEqual([401, 401]);
});

test("K12: of two replicas of an app that start at once on an empty database, one makes all tables", async () => {
  await using empty = await createTestApp(gamesApp);
  await empty.app.database.orm.migrator.down({ to: 0 });
  await empty.app.database.fork().execute("drop table migrations");

  const replicas = await Promise.all([1, 2].map(() => createLevelUp(empty.app.settings, { ...gamesApp, log })));
  await Promise.all(replicas.map((replica) => replica.close()));

  const executed = await empty.app.database.orm.migrator.getExecuted();
  expect(executed.map(({ name }) => name)).toEqual(gamesApp.migrations.map(({ name }) => name));
  expect(await empty.app.database.orm.schema.getUpdateSchemaSQL()).toBe("");
});
