import { levelup, operatedApp } from "@levelup/test-support/cli.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";

describe("levelup deactivate and activate", () => {
  test("refuse password and tokens of an account, and accept them again", async () => {
    await using here = await operatedApp();
    const { account, caller, password } = await here.app.gamer({ username: "ada" });
    const login = async () => (await here.app.anonymous.auth.login({ username: "ada", password })).valid;

    const out = await here.levelup(["deactivate", "ADA"]);
    const meanwhile = [await refusalCode(caller.account.me()), await login()];
    const again = await here.levelup(["deactivate", "--id", String(account.id), "--json"]);
    const back = await here.levelup(["activate", "ada", "--json"]);

    expect(out).toEqual({
      code: 0,
      out: `ada (id ${account.id}) is inactive. Its live tokens, which are refused until it is active again: 1.\n`,
      err: "",
    });
    expect(meanwhile).toEqual(["ACCOUNT_INACTIVE", false]);
    expect(JSON.parse(again.out)).toEqual({
      ...{ id: account.id, username: "ada" },
      ...{ isActive: false, changed: false, liveTokens: 1 },
    });
    expect(JSON.parse(back.out)).toMatchObject({ isActive: true, changed: true });
    expect(await caller.account.me()).toMatchObject({ id: account.id });
    expect(
      await rows(
        here.app,
        "select event, user_id, user_agent from audit_events where event like '%activate' order by id",
      ),
    ).toEqual([
      { event: "deactivate", user_id: account.id, user_agent: "levelup cli (operator)" },
      { event: "activate", user_id: account.id, user_agent: "levelup cli (operator)" },
    ]);
  });
});

describe("the account argument", () => {
  test.for([
    [["deactivate"], 2, "error: Name the account by its username or by its id: one of them."],
    [["deactivate", "ada", "--id", "1"], 2, "error: Name the account by its username or by its id: one of them."],
    [["deactivate", "--id", "one"], 2, "error: --id is a whole number from 1 to 2147483647."],
    [["audit", "--user", "ada", "--user-id", "1"], 2, "error: Name the account by its username or by its id"],
    [["unlock", "--address", "localhost"], 2, "error: --address is an IP address, as in 203.0.113.7."],
    [["tokens", "revoke", "1", "--all"], 2, "error: Name a token's id, or --user, or --user-id, or --all"],
    [["tokens", "revoke"], 2, "error: Name a token's id, or --user, or --user-id, or --all"],
    [["purge", "--audit-older-than", "0"], 2, "error: --audit-older-than is a whole number from 1 to 36500."],
    [["audit", "--since", "2026-02-30"], 2, "error: --since is a date or a time"],
    [["audit", "--since", "2026-02-03T10:00"], 2, "error: --since is a date or a time"],
    [["audit", "--event", "fly"], 2, "error: --event is one of register, "],
    [["audit", "--limit", "20000"], 2, "error: --limit beyond 10000 needs --json."],
  ] as const)("%j is not guessed", async ([args, code, message]) => {
    const run = await levelup([...args], { openDatabase: () => expect.fail("a database was opened") });

    expect([run.code, run.out]).toEqual([code, ""]);
    expect(run.err).toContain(message);
  });

  test("an account, a token or a database that does not exist is an error, and nothing is done", async () => {
    await using here = await operatedApp();
    await here.app.gamer({ username: "ada" });

    const name = await here.levelup(["set-password", "ad", "--password-stdin"], { input: "correct horse battery" });
    const id = await here.levelup(["deactivate", "--id", "2147483647"]);
    const token = await here.levelup(["tokens", "revoke", "999"]);
    const nowhere = await levelup(["audit"], { env: { DATA_DIR: "/nowhere/levelup" } });

    expect([name, id, token, nowhere].map(({ code, out }) => [code, out])).toEqual(Array(4).fill([1, ""]));
    expect(name.err).toContain("There is no account of that username: nothing was done.");
    expect(id.err).toContain("There is no account of that id: nothing was done.");
    expect(token.err).toContain("There is no token of that id: nothing was done.");
    expect(nowhere.err).toContain("There is no database in /nowhere/levelup yet.");
  });
});

test("G5: a change by an operator does not happen when its audit row cannot be written", async () => {
  await using here = await operatedApp();
  const { account } = await here.app.gamer({ username: "ada" });
  await here.app.anonymous.auth.login({ username: "ada", password: "wrong" });
  const em = here.app.app.database.fork();
  await em.execute(
    "insert into tokens (digest, user_id, created_at, expires_at, hard_expires_at) values ('x', ?, now(), now(), now())",
    [account.id],
  );
  const state = () =>
    rows(
      here.app,
      `select (select json_agg(u order by id) from users u)::text as users, (select json_agg(t order by id) from tokens t)::text as tokens,
         (select count(*) from gamers)::int as gamers, (select json_agg(a order by key) from attempts a)::text as attempts,
         (select json_agg(a order by id) from audit_events a)::text as audit`,
    );
  const before = await state();
  await em.execute(`create function fail() returns trigger language plpgsql as $$
    begin raise exception 'a fault on purpose'; end $$`);
  await em.execute("create trigger fault before insert on audit_events for each row execute function fail()");
  const input = "correct horse battery staple";

  const runs = [
    await here.levelup(["create-user", "bob", "--password-stdin"], { input }),
    await here.levelup(["set-password", "ada", "--password-stdin"], { input }),
    await here.levelup(["deactivate", "ada"]),
    await here.levelup(["tokens", "issue", "ada"]),
    await here.levelup(["tokens", "revoke", "1"]),
    await here.levelup(["tokens", "revoke", "--user", "ada"]),
    await here.levelup(["tokens", "revoke", "--all", "--yes"]),
    await here.levelup(["unlock", "ada"]),
    await here.levelup(["purge"]),
  ];

  expect(runs.map(({ code, out }) => [code, out])).toEqual(runs.map(() => [1, ""]));
  expect(runs.at(-1)?.err).toBe("It failed, and what was under way is undone: a fault on purpose\n");
  expect(await state()).toEqual(before);
});
