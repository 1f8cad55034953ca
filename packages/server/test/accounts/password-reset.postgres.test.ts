import { outcomes, rows } from "@levelup/test-support/support.ts";
import pino from "pino";
import { expect, test } from "vitest";
import { createLevelUp } from "../../src/level-up.ts";
import { createTestApp } from "../../src/testing/index.ts";

test("J5: of uses of one link in parallel on two replicas one sets its password, and one is on record", async () => {
  await using app = await createTestApp();
  await using second = await createLevelUp(app.app.settings, { log: pino({ level: "silent" }), clock: app.clock });
  const { account } = await app.gamer({ email: "ada@example.com" });
  await app.anonymous.auth.requestPasswordReset({ login: account.username });
  const token = (await app.mails()).find(({ kind }) => kind === "reset_password")?.code ?? "";
  const request = { requestId: "1", address: null, userAgent: null };

  const passwords = Array.from({ length: 10 }, (_, index) => `a wholly different phrase ${index}`);
  const resets = passwords.map((newPassword, index) =>
    (index % 2 === 0 ? app.app : second).services.accounts.resetPassword({ token, newPassword }, request),
  );
  const counts = await outcomes(resets);
  const winner = (await Promise.allSettled(resets)).findIndex(({ status }) => status === "fulfilled");

  expect(counts).toEqual({ ok: 1, LINK_INVALID: 9 });
  expect(await rows(app, "select outcome from audit_events where event = 'password_reset'")).toEqual([
    { outcome: "success" },
  ]);
  const logins = passwords.map((password) => app.anonymous.auth.login({ username: account.username, password }));
  expect((await Promise.all(logins)).map(({ valid }) => valid)).toEqual(passwords.map((_, index) => index === winner));
});
