import { defineConfig } from "vitest/config";
import { suites, testDatabaseUrl, testPrograms } from "./scripts/lib/suites.mjs";

/** Tests that start processes, browsers or databases share the machine with each other. */
const slowTestMs = 60_000;

/** On a busy machine an awaited condition may take longer than vitest's own second. */
const patience = { poll: { timeout: 20_000 } };

/** Suites that are about PostgreSQL alone. */
const postgresOnly = suites.flatMap((suite) => (suite.postgresOnly ? [suite.files] : []));

const leftOut = [
  "**/node_modules/**",
  "**/dist/**",
  ...suites.flatMap((suite) => (suite.available ? [] : suite.files)),
];

/** Tests that replace a module, which needs a worker that has not loaded it. */
const mocked = "**/*.mocked.test.ts";

/** Test files end in `.test.ts`; one that needs Chromium, Django or PostgreSQL, or starts processes, says so before it. */
const project = (name: string, folder: string) => ({
  name,
  include: [`${folder}/**/*.test.{ts,tsx}`],
  exclude: leftOut,
  expect: patience,
  testTimeout: slowTestMs,
  hookTimeout: slowTestMs,
  restoreMocks: true,
});

/**
 * Projects whose tests need a database. With PostgreSQL at hand they run on it, and of them the `embedded` ones on PGlite
 * too: those about transactions, files on disk, and what differs between the engines.
 */
function onDatabases(name: string, folder: string, embedded: readonly string[]) {
  // To load the app takes longer than most tests.
  const all = { ...project(name, folder), isolate: false, exclude: [...leftOut, mocked] };
  if (testDatabaseUrl === "") return [{ test: { ...all, exclude: [...all.exclude, ...postgresOnly] } }];
  const onPglite = [`${folder}/src/**/*.test.ts`, `${folder}/**/*.process.test.ts`, ...embedded];
  return [
    { test: { ...all, include: onPglite, exclude: [...all.exclude, ...postgresOnly] } },
    {
      test: {
        ...all,
        name: `${name}-postgres`,
        include: [`${folder}/test/**/*.test.ts`],
        exclude: [...all.exclude, "**/*.process.test.ts"],
        env: { TEST_DATABASE_URL: testDatabaseUrl },
      },
    },
  ];
}

export default defineConfig({
  test: {
    // Two at a time: more browsers and databases than cores only make each other time out.
    maxWorkers: 2,
    // An empty variable counts as not set: everything but the projects on PostgreSQL runs on the embedded database.
    env: { ...testPrograms, TEST_DATABASE_URL: "" },
    projects: [
      { test: project("contract", "packages/contract") },
      ...onDatabases("server", "packages/server", [
        "packages/server/test/{accounts,db,tokens}/*.test.ts",
        "packages/server/test/library/test-database.test.ts",
      ]),
      ...onDatabases("django", "packages/django", [
        "packages/django/test/fixture.test.ts",
        "packages/django/test/import/import.test.ts",
        "packages/django/test/wire/accounts.test.ts",
      ]),
      ...onDatabases("api", "apps/api", ["apps/api/test/{faults,start,stop,upgrades}/*.test.ts"]),
      ...onDatabases("game-night", "apps/game-night", ["apps/game-night/test/game-night.test.ts"]),
      { test: { ...project("mocked", "packages/server"), include: [mocked] } },
      { test: project("bench", "packages/bench") },
      { test: project("client", "packages/client") },
      // The SDK as it stands in src, which its other users get built.
      { ssr: { resolve: { conditions: ["@levelup/source"] } }, test: project("web", "apps/web/{src,vite}") },
      {
        test: {
          ...project("web-app", "apps/web/test"),
          globalSetup: "scripts/lib/web-build.setup.mjs",
        },
      },
      { test: project("scripts", "scripts/{lib,test}") },
      {
        test: {
          ...project("packed", "scripts/packed"),
          globalSetup: "scripts/lib/packed.setup.mjs",
          // TypeScript 5.9 checks the declarations of MikroORM, kysely and zod as well.
          testTimeout: 5 * slowTestMs,
        },
      },
    ],
  },
});
