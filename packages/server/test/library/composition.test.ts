import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import {
  accountMigrations,
  accountRouters,
  type Composition,
  createLevelUp,
  publicProcedure,
  type Routes,
  router,
  StartError,
} from "../../src/index.ts";
import { createTestApp, fillDataFolder } from "../../src/testing/index.ts";
import { CreateGames, gamesApp } from "./games.ts";

const mine = router({ login: publicProcedure.query(() => "mine") });
const [initial] = accountMigrations.map(({ name }) => name);
const routes = (...own: Routes[]): Composition => ({ ...gamesApp, routes: own });
const get =
  (url: string): Routes =>
  async (fastify) => {
    fastify.get(url, async () => "mine");
  };

async function errorOf(start: Promise<AsyncDisposable>): Promise<string> {
  const error = await start.then(
    (app) => app[Symbol.asyncDispose]().then(() => expect.fail("the app started")),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

/** Not reached: what an app is made of is checked before the database is opened. */
const nowhere = { DATABASE_URL: "postgres://nowhere@127.0.0.1:1/nowhere" };

const unnamed = { name: initial ?? "", class: CreateGames };

test.each<[string, string, Composition]>([
  ["an own router named auth", "the router auth", { ...gamesApp, router: router({ ...accountRouters, auth: mine }) }],
  ["an own procedure named account", "account", { router: router({ account: publicProcedure.query(() => "mine") }) }],
  [
    "a migration of our name",
    "20261128_initial",
    { ...gamesApp, migrations: [unnamed, ...accountMigrations.slice(1)] },
  ],
  ["a second migration of our name", "20261128_initial", { ...gamesApp, migrations: [...accountMigrations, unnamed] }],
  ["own migrations before ours", "come first", { ...gamesApp, migrations: [...gamesApp.migrations].reverse() }],
])("K4: an app with %s does not start, and the error names it", async (_what, name, composition) => {
  expect(await errorOf(createLevelUp(nowhere, composition))).toContain(name);
});

test.each<[string, string, Composition]>([
  ["a route at a URL of ours", "/readyz", routes(get("/readyz"))],
  [
    "a route at /auth/check, in another method",
    "/auth/check",
    routes(async (app) => void app.post("/auth/check", async () => "")),
  ],
  ["a route under /trpc", "/trpc/games", routes(get("/trpc/games"))],
  [
    "a route of ours under a prefix",
    "/trpc/mine",
    routes(
      async (app) => void app.register(async (inner) => void inner.get("/mine", async () => ""), { prefix: "/trpc" }),
    ),
  ],
  ["a route that another plugin has", "/games", routes(get("/games"), get("/games"))],
])("K4: an app with %s does not start, and the error names it", async (_what, name, composition) => {
  expect(await errorOf(createTestApp(composition))).toContain(name);
});

test("an app starts from its environment, and warns of a variable that is mistyped", async () => {
  const folder = await mkdtemp(join(tmpdir(), "levelup-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await fillDataFolder(folder, gamesApp);
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => lines.push(line) });

  await using app = await createLevelUp({ DATA_DIR: folder, TRUST_PROXI: "loopback" }, { ...gamesApp, log });

  expect((await app.http.inject("/readyz")).json()).toEqual({ status: "ready" });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ name: "TRUST_PROXI", meant: "TRUST_PROXY" }]);
});
