import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createSecret } from "@levelup/server";
import { levelup } from "@levelup/test-support/cli.ts";
import { type Cluster, startCluster } from "@levelup/test-support/postgres-cluster.ts";
import { startServer } from "@levelup/test-support/server-process.ts";
import { openDatabase } from "@levelup/test-support/test-app.ts";
import { goodPassword, tokenOf } from "@levelup/test-support/wire.ts";
import { afterAll, beforeAll, expect, test } from "vitest";

const rolesFile = fileURLToPath(new URL("../../../../deploy/roles.sql", import.meta.url));
const passwords = { LEVELUP_OWNER_PASSWORD: "owner-secret's", LEVELUP_PASSWORD: "service-secret's" };

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
  await runSql(cluster.url, "alter database postgres set log_statement = 'all'");
  await promisify(execFile)("psql", ["--no-psqlrc", `--file=${rolesFile}`, cluster.url], {
    env: { PATH: process.env.PATH, ...passwords },
  });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const urlOf = (role: "levelup" | "levelup_owner") => cluster.url.replace("postgres@", `${role}@`);

/** Runs one statement on a connection of its own. */
async function runSql(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const timeouts = { connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };
  const database = await openDatabase({ url: createSecret(url), folder: null, poolSize: 2, ...timeouts });
  try {
    return await database.fork().execute<Record<string, unknown>[]>(sql);
  } finally {
    await database.close();
  }
}

test("R27: the owner's role migrates, and the service's role serves", async () => {
  const migrated = await levelup(["migrate", "up"], { env: { DATABASE_URL: urlOf("levelup_owner") } });
  expect([migrated.code, migrated.err]).toEqual([0, ""]);

  await using server = startServer({ DATABASE_URL: urlOf("levelup"), HOST: "127.0.0.1" });
  const url = await server.ready;
  const call = async (path: string, input: unknown, token?: string) => {
    const response = await fetch(`${url}/trpc/${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Token ${token}` }),
      },
      body: JSON.stringify(input),
    });
    const { result } = (await response.json()) as { result?: { data: unknown } };
    return { status: response.status, data: result?.data };
  };
  const ready = await fetch(`${url}/readyz`);
  const registration = { username: "ada", password: goodPassword, firstName: "Ada", lastName: "G" };
  const registered = await call("auth.register", registration);
  const token = tokenOf(registered.data);
  const calls = [
    await call("auth.login", { username: "ada", password: "a guess" }),
    await call("auth.login", { username: "ada", password: goodPassword }),
    await call("account.update", { bio: "I play." }, token),
    await call("account.changePassword", { currentPassword: goodPassword, newPassword: `${goodPassword}!` }, token),
    await call("auth.logout", {}, token),
  ];

  expect([ready.status, registered.status, ...calls.map(({ status }) => status)]).toEqual(Array(7).fill(200));
});

test.each(["drop table users", "alter table users add more int", "create table mine (id int)", "truncate users"])(
  "R27: the service's role cannot: %s",
  async (sql) => {
    await expect(runSql(urlOf("levelup"), sql)).rejects.toThrow(/permission denied|must be owner/);
  },
);

test("R27: doctor finds nothing wrong with the service's role", async () => {
  const { out } = await levelup(["doctor", "--json"], { env: { DATABASE_URL: urlOf("levelup") } });

  const { findings } = JSON.parse(out) as { findings: { level: string; check: string }[] };
  expect(findings.map(({ check }) => check)).toContain("migrations");
  expect(findings.filter(({ check, level }) => level !== "ok" && /role|migrations|tables/.test(check))).toEqual([]);
});

test("R27: PostgreSQL's log has neither password, though it logs every statement", async () => {
  const [row] = await runSql(cluster.url, "show data_directory");
  const log = await readFile(join(String(row?.data_directory), "../log"), "utf8");

  expect(log).toContain("data_directory");
  for (const password of Object.values(passwords)) expect(log).not.toContain(password.slice(0, -2));
});
