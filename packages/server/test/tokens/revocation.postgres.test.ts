import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { createLevelUp } from "../../src/level-up.ts";
import { createOperatorServices } from "../../src/services.ts";
import { createTestApp, type TestGamer } from "../../src/testing/index.ts";

const log = pino({ level: "silent" });
const request = { requestId: "1", address: null, userAgent: null };

/** Two replicas on one database, and a gamer whose token both have checked. */
async function twoReplicas() {
  const first = await createTestApp();
  const second = await createLevelUp(first.app.settings, { log, clock: first.clock });
  const gamer = await first.gamer();
  const checks = () => [first.app, second].map((replica) => replica.services.tokens.verify(gamer.token));
  expect(await outcomes([...checks(), ...checks()])).toEqual({ ok: 4 });
  return {
    first,
    gamer,
    checks,
    operators: await createOperatorServices(first.app.settings, { database: second.database, clock: first.clock, log }),
    async [Symbol.asyncDispose]() {
      await second.close();
      await first[Symbol.asyncDispose]();
    },
  };
}

type Replicas = Awaited<ReturnType<typeof twoReplicas>>;

const newPassword = "a wholly different phrase";

const ways: [what: string, code: string, end: (replicas: Replicas, gamer: TestGamer) => Promise<unknown>][] = [
  ["a logout", "TOKEN_INVALID", (_replicas, { caller }) => caller.auth.logout()],
  [
    "a change of the password",
    "TOKEN_INVALID",
    (_replicas, { caller, password }) => caller.account.changePassword({ currentPassword: password, newPassword }),
  ],
  [
    "another device's revokeOthers",
    "TOKEN_INVALID",
    async ({ first }, { account, password }) => {
      const login = await first.anonymous.auth.login({ username: account.username, password });
      return first.as(login.valid ? login.token : "").tokens.revokeOthers();
    },
  ],
  [
    "an operator's password",
    "TOKEN_INVALID",
    ({ operators }, { account }) => operators.accounts.setPassword(account.id, newPassword, request),
  ],
  ["an operator's revocation of all", "TOKEN_INVALID", ({ operators }) => operators.tokens.revokeAll(request)],
  [
    "a deactivation",
    "ACCOUNT_INACTIVE",
    ({ operators }, { account }) => operators.accounts.setActive(account.id, false, request),
  ],
  [
    "a statement of somebody else's",
    "TOKEN_INVALID",
    ({ first }, { account }) => first.app.database.fork().execute("delete from tokens where user_id = ?", [account.id]),
  ],
  [
    "the account's deletion",
    "TOKEN_INVALID",
    ({ first }, { account }) => first.app.database.fork().execute("delete from users where id = ?", [account.id]),
  ],
];

describe("a token is refused by the next call on every replica", () => {
  test.each(ways)("D13: after %s", async (_what, code, end) => {
    await using replicas = await twoReplicas();

    await end(replicas, replicas.gamer);

    expect(await Promise.all(replicas.checks().map(refusalCode))).toEqual([code, code]);
  });

  test("D13: from the commit on, and not before it", async () => {
    await using replicas = await twoReplicas();
    const { gamer, first, checks } = replicas;

    const before = await first.app.database.fork().transactional(async (em) => {
      await em.execute("delete from tokens where user_id = ?", [gamer.account.id]);
      return outcomes(checks());
    });

    expect(before).toEqual({ ok: 2 });
    expect(await outcomes(checks())).toEqual({ TOKEN_INVALID: 2 });
  });
});

test("D4: 100 calls on two replicas near a renewal make one write", async () => {
  await using replicas = await twoReplicas();
  const { first, checks } = replicas;
  const em = first.app.database.fork();
  await em.execute("create table writes (at timestamptz)");
  await em.execute(`create function count_write() returns trigger language plpgsql as $$
    begin insert into writes values (now()); return new; end $$`);
  await em.execute("create trigger counted after update on tokens for each row execute function count_write()");
  first.clock.advance({ hours: 2 });

  const results = await outcomes(Array.from({ length: 50 }, checks).flat());

  expect(results).toEqual({ ok: 100 });
  expect(await rows(first, "select 1 from writes")).toHaveLength(1);
});

test("D4: 100 calls on two replicas near a renewal, while the token is revoked, end without a deadlock", async () => {
  await using replicas = await twoReplicas();
  const { first, gamer, checks } = replicas;
  first.clock.advance({ hours: 2 });

  const calls = Array.from({ length: 50 }, checks).flat();
  const revoked = await gamer.caller.auth.logout();
  const results = await outcomes(calls);

  expect(revoked).toEqual({ revoked: true });
  expect((results.ok ?? 0) + (results.TOKEN_INVALID ?? 0)).toBe(100);
  expect(await outcomes(checks())).toEqual({ TOKEN_INVALID: 2 });
});

test("D3: an expiry that is shortened between the check of a token and its renewal stays short", async () => {
  await using app = await createTestApp();
  const { caller } = await app.gamer();
  app.clock.advance({ hours: 2 });
  const soon = new Date(app.clock.now().getTime() + 1000);

  const me = await app.app.database.fork().transactional(async (em) => {
    await em.execute("update tokens set expires_at = ?", [soon]);
    const call = outcomes([caller.account.me()]);
    await expect
      .poll(() =>
        rows(app, "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
      )
      .toHaveLength(1);
    return { call };
  });

  expect(await me.call).toEqual({ ok: 1 });
  app.clock.advance({ seconds: 1 });
  expect(await refusalCode(caller.account.me())).toBe("TOKEN_EXPIRED");
});
