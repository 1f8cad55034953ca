import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";

/** Settings that a role or a database may carry, each of which once changed an answer. */
const settings = {
  datestyle: "German, DMY",
  default_transaction_isolation: "serializable",
  extra_float_digits: "-15",
  lock_timeout: "1ms",
  timezone: "Pacific/Kiritimati",
  intervalstyle: "sql_standard",
  bytea_output: "escape",
  // Long enough for the first statement of a connection, which sets another one.
  statement_timeout: "1s",
};

test("R23: whatever settings the database carries, times are as they were and races end as they should", async () => {
  await using plain = await createTestApp();
  const [database] = await rows<{ name: string }>(plain, "select current_database() as name");
  for (const [name, value] of Object.entries(settings)) {
    await rows(plain, `alter database "${database?.name}" set ${name} = '${value}'`);
  }
  await using app = await createTestApp({ settings: { database: plain.app.settings.database } });
  expect(await rows(app, "show statement_timeout")).toEqual([{ statement_timeout: "30s" }]);
  const { caller, account, password, token } = await app.gamer();
  const { username, dateJoined } = account;

  const logins = Array.from({ length: 10 }, () => app.anonymous.auth.login({ username, password }));
  expect(await outcomes(logins)).toEqual({ ok: 10 });
  expect(dateJoined).toBe(app.clock.now().toISOString());
  expect((await caller.account.me()).dateJoined).toBe(dateJoined);
  const [login] = await Promise.all(logins);
  const own = await app.as(login?.valid ? login.token : "").tokens.list();
  expect(own.filter(({ current }) => current)).toHaveLength(1);
  expect(own.map(({ createdAt }) => createdAt)).toEqual(Array(11).fill(dateJoined));
  app.clock.advance({ days: 30, ms: -1 });
  expect(await outcomes([app.as(token).account.me()])).toEqual({ ok: 1 });
  app.clock.advance({ days: 30, ms: 1 });
  expect(await refusalCode(app.as(token).account.me())).toBe("TOKEN_EXPIRED");
});
