import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";

/**
 * Races in which one call is held in the middle: another connection holds the user's row, so the call has checked the
 * password and waits to write when the world changes under it.
 */

test("C11: a login that was checked against the old password gets no token once the password has changed", async () => {
  await using app = await createTestApp();
  const { account, password } = await app.gamer();

  const login = await app.app.database.fork().transactional(async (em) => {
    await em.execute("update users set password_hash = '!' where id = ?", [account.id]);
    const call = app.anonymous.auth.login({ username: account.username, password });
    await lockAwaited(app);
    return { call };
  });

  expect(await login.call).toEqual({ valid: false });
});

test("D9: a login that was checked while the account was active gets no token once it is not", async () => {
  await using app = await createTestApp();
  const { account, password } = await app.gamer();

  const login = await app.app.database.fork().transactional(async (em) => {
    await em.execute("update users set is_active = false where id = ?", [account.id]);
    const call = app.anonymous.auth.login({ username: account.username, password });
    await lockAwaited(app);
    return { call };
  });

  expect(await login.call).toEqual({ valid: false });
});

test("C10: a change of password that was checked against the old one does not undo another change", async () => {
  await using app = await createTestApp();
  const { caller, account, password } = await app.gamer();

  const change = await app.app.database.fork().transactional(async (em) => {
    await em.execute("update users set password_hash = '!' where id = ?", [account.id]);
    const call = refusalCode(
      caller.account.changePassword({ currentPassword: password, newPassword: "a wholly different phrase" }),
    );
    await lockAwaited(app);
    return { call };
  });

  expect(await change.call).toBe("WRONG_PASSWORD");
  expect(await rows(app, "select password_hash from users where id = ?", [account.id])).toEqual([
    { password_hash: "!" },
  ]);
});

/** Waits until a connection to this test's database waits for a lock. */
async function lockAwaited(app: Awaited<ReturnType<typeof createTestApp>>): Promise<void> {
  await expect
    .poll(() =>
      rows(app, "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
    )
    .toHaveLength(1);
}
