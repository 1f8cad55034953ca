import { randomBytes } from "node:crypto";
import { operatedServer } from "@levelup/test-support/operated-server.ts";
import { startServer } from "@levelup/test-support/server-process.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { expect, test } from "vitest";

/** What is wrong, and what to do about it. */
const oneLine = /^Level Up cannot start: .*\. [A-Z].*\.\n$/;

type Run = (statement: string) => Promise<unknown>;

const emptied = async (run: Run) => {
  await run("drop schema public cascade");
  await run("create schema public");
};

/** What an operator may find or have made, and what a start on it says. Each begins with a migrated database. */
const databases: [what: string, make: (run: Run, role: string) => Promise<unknown>, says: RegExp][] = [
  [
    "an empty schema in which the role may not create",
    emptied,
    /may not use or create Level Up's tables: permission denied/,
  ],
  [
    "a schema that the role may not use",
    async (run, role) => {
      await emptied(run);
      await run(`grant create on schema public to ${role}`);
    },
    /may not use or create Level Up's tables: /,
  ],
  [
    "tables that the role may not read",
    async () => {},
    /may not use or create Level Up's tables: permission denied for table migrations/,
  ],
  [
    "tables that the role may only read",
    (run, role) => run(`grant select on all tables in schema public to ${role}`),
    /may not use .*users, .*users_id_seq/,
  ],
  [
    "sequences that the role may not use",
    (run, role) => run(`grant all on all tables in schema public to ${role}`),
    /the role in DATABASE_URL may not use users_id_seq, /,
  ],
  [
    "a table `users` of another program",
    async (run, role) => {
      await emptied(run);
      await run(`grant usage, create on schema public to ${role}`);
      await run("create table users (id int)");
    },
    /the database holds tables of another program: relation "users" already exists/,
  ],
  [
    "a table `migrations` of another program",
    async (run, role) => {
      await emptied(run);
      await run(`grant usage, create on schema public to ${role}`);
      await run("create table migrations (id int, timestamp bigint, name text)");
    },
    /the database has a table `migrations` of another program/,
  ],
  [
    "a role that may only read",
    (run, role) => run(`alter role ${role} set default_transaction_read_only = on`),
    /the database takes no writes/,
  ],
];

test.each(databases)(
  "R25: a start on %s says so in one line with what to do, and ends with 1",
  async (_, make, says) => {
    await using app = await createTestApp();
    const run: Run = (statement) => rows(app, statement);
    const role = `levelup_role_${randomBytes(6).toString("hex")}`;
    await using cleanup = new AsyncDisposableStack();
    await run(`create role ${role} login`);
    cleanup.defer(async () => {
      await run(`drop owned by ${role}`);
      await run(`drop role ${role}`);
    });
    await make(run, role);
    const url = new URL(app.app.settings.database.url?.reveal() ?? "");
    url.username = role;
    await using server = startServer({ DATABASE_URL: url.href, LOG_LEVEL: "warn" });

    const { code, output, errors } = await server.exit;

    expect(errors).toMatch(says);
    expect(errors).toMatch(oneLine);
    expect([code, output]).toEqual([1, ""]);
  },
);

test("R27: a role that may use the tables, and neither owns nor makes any, is enough to serve", async () => {
  await using app = await createTestApp();
  const role = `levelup_role_${randomBytes(6).toString("hex")}`;
  await rows(app, `create role ${role} login`);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(async () => {
    await rows(app, `drop owned by ${role}`);
    await rows(app, `drop role ${role}`);
  });
  await rows(app, `grant select, insert, update, delete on all tables in schema public to ${role}`);
  await rows(app, `grant usage on all sequences in schema public to ${role}`);
  const url = new URL(app.app.settings.database.url?.reveal() ?? "");
  url.username = role;
  await using server = await operatedServer({ env: { DATABASE_URL: url.href } });

  const registered = await server.register("ada");

  expect([registered.status, await server.login("ada")]).toEqual([200, expect.objectContaining({ valid: true })]);
});

test.each([
  ["in LATIN1", "encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'", /the database is in LATIN1, /],
  ["without connections", "allow_connections false", /database "\w+" is not currently accepting connections/],
])("R25: a start on a database %s says so in one line with what to do, and ends with 1", async (_, options, says) => {
  await using app = await createTestApp();
  const name = `levelup_unsuitable_${randomBytes(6).toString("hex")}`;
  await rows(app, `create database ${name} ${options}`);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(async () => void (await rows(app, `drop database ${name} with (force)`)));
  const url = new URL(app.app.settings.database.url?.reveal() ?? "");
  url.pathname = name;
  await using server = startServer({ DATABASE_URL: url.href });

  const { code, output, errors } = await server.exit;

  expect(errors).toMatch(says);
  expect(errors).toMatch(oneLine);
  expect([code, output]).toEqual([1, ""]);
});
