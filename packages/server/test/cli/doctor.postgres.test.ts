import { randomBytes } from "node:crypto";
import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/database.ts";
import { accountEntities, accountMigrations } from "../../src/db/schema.ts";
import { databaseFindings } from "../../src/doctor/database-findings.ts";
import { createSecret } from "../../src/settings/secret.ts";
import { createTestApp, createTestClock } from "../../src/testing/index.ts";

test("R27: levelup doctor warns of a superuser and of a role that owns the tables, and not of one that may only use them", async () => {
  await using app = await createTestApp();
  const role = `levelup_role_${randomBytes(6).toString("hex")}`;
  await rows(app, `create role ${role} login`);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(async () => {
    await rows(app, `drop owned by ${role} cascade`);
    await rows(app, `drop role ${role}`);
  });
  const url = new URL(app.app.settings.database.url?.reveal() ?? "");
  const roleFinding = async (user: string) => {
    url.username = user;
    const settings = { ...app.app.settings.database, url: createSecret(url.href) };
    const database = await openDatabase(settings, { entities: accountEntities, migrations: accountMigrations });
    const found = await databaseFindings(database, app.app.settings, { clock: createTestClock(), checks: [] });
    await database.close();
    return found.find(({ check }) => check === "role");
  };

  const superuser = await roleFinding(url.username);
  await rows(app, `grant select, insert, update, delete on all tables in schema public to ${role}`);
  await rows(app, `grant usage on all sequences in schema public to ${role}`);
  const user = await roleFinding(role);
  await rows(app, `alter table users owner to ${role}`);
  const owner = await roleFinding(role);

  expect(superuser).toMatchObject({ level: "warning", message: expect.stringContaining("superuser") });
  expect(user).toBeUndefined();
  expect(owner).toMatchObject({ level: "warning", message: expect.stringContaining("owns the tables") });
});

test("levelup doctor tells when the machine's clock and the database's disagree", async () => {
  await using test = await createTestApp();
  const { database, settings } = test.app;
  const clockOff = async (ms: number) => {
    const found = await databaseFindings(database, settings, {
      clock: createTestClock(new Date(Date.now() + ms)),
      checks: [],
    });
    return found.find(({ check }) => check === "clock")?.level;
  };

  expect(await clockOff(15_000)).toBe("warning");
  expect(await clockOff(-3_600_000)).toBe("error");
});
