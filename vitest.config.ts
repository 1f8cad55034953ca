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

/** Test files end in `.test.ts`; one that needs Chromium, Django or PostgreSQL, or starts processes, says so before it. */
const project = (name: string, folder: string) => ({
  name,
  include: [`${folder}/**/*.test.{ts,tsx}`],
  exclude: leftOut,
  expect: patience,
  testTimeout: slowTestMs,
  hookTimeout: slowTestMs,
});

const server = (name: string, folder: string) => [
  { test: { ...project(name, folder), exclude: [...leftOut, ...postgresOnly] } },
  ...(testDatabaseUrl === ""
    ? []
    : [
        {
          test: {
            ...project(`${name}-postgres`, `${folder}/test`),
            exclude: [...leftOut, "**/*.process.test.ts"],
            env: { TEST_DATABASE_URL: testDatabaseUrl },
          },
        },
      ]),
];

export default defineConfig({
  test: {
    // Two at a time: more browsers and databases than cores only make each other time out.
    maxWorkers: 2,
    // An empty variable counts as not set: everything but the projects on PostgreSQL runs on the embedded database.
    env: { ...testPrograms, TEST_DATABASE_URL: "" },
    projects: [
      { test: project("contract", "packages/contract") },
      ...server("server", "packages/server"),
      ...server("django", "packages/django"),
      ...server("api", "apps/api"),
      { test: project("bench", "packages/bench") },
      { test: project("client", "packages/client") },
      // The SDK as it stands in src, which its other users get built.
      { ssr: { resolve: { conditions: ["@levelup/source"] } }, test: project("web", "apps/web/{src,vite}") },
      { test: { ...project("web-app", "apps/web/test"), globalSetup: "scripts/lib/web-build.setup.mjs" } },
      { test: project("scripts", "scripts") },
    ],
  },
});
