import { operatedApp } from "@levelup/test-support/cli.ts";
import { challengeOf, protectedGamer } from "@levelup/test-support/second-factor.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createSecret } from "../../src/settings/secret.ts";

test("M21: remove leaves one step, ends the sessions, mails the owner and is on record with the operator's name", async () => {
  await using operated = await operatedApp();
  const { app, levelup } = operated;
  const gamer = await protectedGamer(app, { email: "ada@example.com" });
  const { username, id } = gamer.account;
  const before = await levelup(["second-factor", "status", username, "--json"]);

  // The command line reads its own settings: mails are offered where the server's are.
  const removed = await levelup(["second-factor", "remove", username]);

  expect(JSON.parse(before.out)).toMatchObject({ id, username, on: true, recoveryCodesLeft: 8 });
  expect([removed.code, removed.out]).toEqual([
    0,
    `The second factor of ${username} (id ${id}) is removed. Sessions that were ended: 1.\n`,
  ]);
  expect(await refusalCode(gamer.caller.account.me())).toBe("TOKEN_INVALID");
  expect((await app.anonymous.auth.login({ username, password: gamer.password })).valid).toBe(true);
  expect(await rows(app, "select user_agent from audit_events where event = 'second_factor_disable'")).toEqual([
    { user_agent: "levelup cli (operator)" },
  ]);
  const again = await levelup(["second-factor", "remove", username]);
  expect([again.code, again.out]).toEqual([1, `The second factor of ${username} (id ${id}) was off already.\n`]);
  expect((await levelup(["second-factor", "status", username])).out).toBe(`${username} (id ${id}): off.\n`);
});

test("M21: the owner has a mail where mails are sent", async () => {
  await using operated = await operatedApp();
  const { app, levelup } = operated;
  const { username } = (await protectedGamer(app, { email: "ada@example.com" })).account;

  await levelup(["second-factor", "remove", username], {
    env: { SMTP_URL: "smtp://localhost", PUBLIC_URL: "https://play.example.com" },
  });

  const mails = (await app.mails()).filter(({ kind }) => kind === "second_factor");
  expect(mails.at(-1)?.subject).toBe("Two-step login is off for Level Up");
});

test("M6: unlock clears the wrong codes of an account", async () => {
  const secondFactor = { burst: 1, perHour: 1 };
  await using operated = await operatedApp({ settings: { throttle: { limits: { secondFactor } } } });
  const { app, levelup } = operated;
  const gamer = await protectedGamer(app);
  const challenge = await challengeOf(app, gamer);
  await refusalCode(app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret, 9) }));
  const right = { challenge, code: app.totp(gamer.secret) };
  expect(await refusalCode(app.anonymous.auth.secondFactor(right))).toBe("RATE_LIMITED");

  await levelup(["unlock", gamer.account.username]);

  expect((await app.anonymous.auth.secondFactor(right)).valid).toBe(true);
});

const [oldKey, newKey] = ["the first key of these tests 0123456789", "the other key of these tests 0123456789"];
const finding = (out: string) => /"level":"(\w+)","check":"encryption-keys"/.exec(out)?.[1];

test("M14: keys rotate encrypts every seed with the first key, and doctor says when a key is missing", async () => {
  await using operated = await operatedApp({ settings: { secondFactor: { encryptionKeys: [createSecret(oldKey)] } } });
  const { app, levelup } = operated;
  const active = await protectedGamer(app);
  await active.caller.secondFactor.begin();
  const keysOf = () =>
    rows(
      app,
      "select distinct substring(secret from 1 for 8) = substring(pending from 1 for 8) as same, encode(substring(secret from 1 for 8), 'hex') as id from second_factors",
    );
  const before = await keysOf();
  const run = (args: string[], keys: string) => levelup([...args, "--json"], { env: { ENCRYPTION_KEYS: keys } });

  const lost = await run(["keys", "rotate"], newKey);
  const missing = await run(["doctor"], newKey);
  const rotated = await run(["keys", "rotate"], `${newKey},${oldKey}`);
  const again = await run(["keys", "rotate"], newKey);
  const well = await run(["doctor"], newKey);

  expect([lost.code, lost.out]).toEqual([1, '{"rotated":0,"unreadable":1}\n']);
  expect([missing.code, finding(missing.out)]).toEqual([1, "error"]);
  expect([rotated.code, rotated.out]).toEqual([0, '{"rotated":1,"unreadable":0}\n']);
  expect([again.code, again.out]).toEqual([0, '{"rotated":0,"unreadable":0}\n']);
  expect(finding(well.out)).toBe("ok");
  const after = await keysOf();
  expect([before, after]).toMatchObject([[{ same: true }], [{ same: true }]]);
  expect(after).not.toEqual(before);
});

test("M14: a key that the database kept is deleted once the seeds are encrypted with a configured one", async () => {
  await using operated = await operatedApp();
  const { app, levelup } = operated;
  await protectedGamer(app);
  const kept = () => rows(app, "select name from settings where name = 'encryption_key'");
  expect(await kept()).toHaveLength(1);

  const warned = await levelup(["doctor", "--json"]);
  const rotated = await levelup(["keys", "rotate", "--json"], { env: { ENCRYPTION_KEYS: newKey } });

  expect(finding(warned.out)).toBe(app.app.database.engine === "postgresql" ? "warning" : "ok");
  expect(rotated.out).toBe('{"rotated":1,"unreadable":0}\n');
  expect(await kept()).toEqual([]);
});
