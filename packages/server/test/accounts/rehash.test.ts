import { vectorPassword, vectors } from "@levelup/test-support/django-vectors.ts";
import { outcomes, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createPasswordService } from "../../src/passwords/password.service.ts";
import { createTestApp } from "../../src/testing/index.ts";

test.each([
  ["was imported", vectors.pbkdf2_sha1, vectorPassword],
  ["has another cost than today's", null, "correct horse battery"],
])("R8: five first logins at once to an account whose hash %s all succeed", async (_what, imported, password) => {
  await using app = await createTestApp({ settings: { passwords: { bcryptCost: imported === null ? 5 : 4 } } });
  const { account } = await app.gamer({ password });
  const em = app.app.database.fork();
  const encoded = imported ?? (await hashAtCost4(password));
  await em.execute("update users set password_hash = ? where id = ?", [encoded, account.id]);

  const logins = await Promise.all(
    Array.from({ length: 5 }, () => app.anonymous.auth.login({ username: account.username, password })),
  );

  expect(logins.map(({ valid }) => valid)).toEqual(Array(5).fill(true));
  expect(await rows(app, "select 1 from audit_events where outcome = 'failure'")).toEqual([]);
  const [stored] = await rows<{ password_hash: string }>(app, "select password_hash from users");
  expect(stored?.password_hash).not.toBe(encoded);
});

test("R8: a change of password that races with the rewrite of the old one succeeds", async () => {
  await using app = await createTestApp();
  const { account, caller } = await app.gamer();
  await app.app.database
    .fork()
    .execute("update users set password_hash = ? where id = ?", [vectors.pbkdf2_sha1, account.id]);
  const change = { currentPassword: vectorPassword, newPassword: "a wholly different phrase" };

  const calls = [
    app.anonymous.auth.login({ username: account.username, password: vectorPassword }),
    caller.account.changePassword(change),
  ];

  expect(await outcomes(calls)).toEqual({ ok: 2 });
  const login = await app.anonymous.auth.login({ username: account.username, password: change.newPassword });
  expect(login.valid).toBe(true);
});

async function hashAtCost4(password: string): Promise<string> {
  const settings = { bcryptCost: 4, hashConcurrency: 1, hashQueueLimit: 1, hashQueueDeadlineMs: 1000 };
  return createPasswordService(settings).hash(password);
}
