import { defineConfig } from "vitest/config";
import { suites, testDatabaseUrl, testPrograms } from "./scripts/lib/suites.mjs";

/** Tests that start processes, browsers or databases share the machine with each other. */
const slowTestMs = 60_000;

/** What is waited for comes soon, but on a busy machine not within vitest's own second. */
const patience = { poll: { timeout: 20_000 } };

/** What has nothing to say of the embedded database. */
const postgresOnly = suites.flatMap((suite) => (suite.postgresOnly ? [suite.files] : []));

const leftOut = [
  "**/node_modules/**",
  "**/dist/**",
  ...suites.flatMap((suite) => (suite.available ? [] : suite.files)),
];

/** Test files end in `.test.ts`; one that needs Chromium, Django or PostgreSQL, or starts processes, says so before it. */
const tests = (folder: string) => [`${folder}/**/*.test.{ts,tsx}`];

const project = (name: string, folder: string) => ({
  name,
  include: tests(folder),
  exclude: leftOut,
  expect: patience,
});

const server = {
  ...project("server", "packages/server"),
  testTimeout: slowTestMs,
  hookTimeout: slowTestMs,
};

/**
 * A second run of the tests that know a database. Those beside units do not, and a process that a test starts is given
 * its database by the test.
 */
const onPostgres = {
  name: "server-postgres",
  include: tests("packages/server/test"),
  exclude: [...leftOut, "**/*.process.test.ts"],
};

export default defineConfig({
  test: {
    // Two at a time: more browsers and databases than cores only make each other time out.
    maxWorkers: 2,
    // An empty variable counts as not set: everything but server-postgres runs on the embedded database.
    env: { ...testPrograms, TEST_DATABASE_URL: "" },
    projects: [
      { test: project("contract", "packages/contract") },
      { test: { ...server, exclude: [...leftOut, ...postgresOnly] } },
      ...(testDatabaseUrl === ""
        ? []
        : [{ test: { ...server, ...onPostgres, env: { TEST_DATABASE_URL: testDatabaseUrl } } }]),
      { test: project("client", "packages/client") },
      { test: project("web", "apps/web/{src,vite}") },
      {
        test: {
          ...project("web-app", "apps/web/test"),
          globalSetup: "scripts/lib/web-build.setup.mjs",
          testTimeout: slowTestMs,
          hookTimeout: slowTestMs,
        },
      },
      { test: { ...project("scripts", "scripts"), testTimeout: slowTestMs, hookTimeout: slowTestMs } },
    ],
  },
});
