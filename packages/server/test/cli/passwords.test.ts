import { levelup, operatedApp } from "@levelup/test-support/cli.ts";
import { refusalCode, rowCounts, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";

const password = "correct horse battery staple";

/** Fails a test that opens a database. */
const noDatabase = {
  openDatabase: () => expect.fail("a database was opened"),
};

describe("a password on the command line", () => {
  test.for([
    ["create-user", "ada", "--password", "hunter2"],
    ["create-user", "ada", "--password=hunter2"],
    ["create-user", "--password", "hunter2", "ada"],
    ["create-user", "ada", "--pass=hunter2"],
    ["create-user", "ada", "-phunter2"],
    ["create-user", "ada", "hunter2"],
    ["create-user", "ada", "--password-stdin=hunter2"],
    ["set-password", "ada", "hunter2"],
    ["set-password", "ada", "--password", "hunter2"],
    ["set-password", "--id", "1", "--password=hunter2"],
    ["tokens", "list", "ada", "--limit=hunter2"],
  ])("%j is rejected and not repeated", async (args) => {
    const { code, out, err } = await levelup(args, noDatabase);

    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^error: /);
    expect(err).not.toContain("hunter2");
  });
});

describe("levelup set-password", () => {
  test("asks twice, shows nothing of it, and ends every login with the old password", async () => {
    await using here = await operatedApp();
    const { account, caller, password: old } = await here.app.gamer({ username: "Ada@example.com" });
    const login = (typed: string) => here.app.anonymous.auth.login({ username: account.username, password: typed });
    const second = await login(old);

    const run = await here.levelup(["set-password", "ADA@EXAMPLE.COM"], {
      isTTY: true,
      input: `${password}\r${password}\r`,
    });

    expect(run).toEqual({
      code: 0,
      out: `Ada@example.com (id ${account.id}) has a new password. Logins that ended: 2.\n`,
      err: "<raw>New password: \nThe same again: </raw>\n",
    });
    expect(second.valid).toBe(true);
    expect(await refusalCode(caller.account.me())).toBe("TOKEN_INVALID");
    expect([(await login(old)).valid, (await login(password)).valid]).toEqual([false, true]);
    expect(await rows(here.app, "select user_agent, user_id from audit_events where event = 'password_set'")).toEqual([
      { user_agent: "levelup cli (operator)", user_id: account.id },
    ]);
  });

  test("leaves password and tokens as they were when it cannot be done", async () => {
    await using here = await operatedApp();
    const { account, caller } = await here.app.gamer({ username: "ada@example.com" });
    const set = (input: string | Buffer, more: string[] = ["--password-stdin"], isTTY = false) =>
      here.levelup(["set-password", "ada@example.com", ...more], { input, isTTY });
    const state = () =>
      rows(
        here.app,
        "select password_hash, (select count(*)::int from tokens), (select count(*)::int from audit_events) as audit from users",
      );
    const before = await state();

    const failures = [
      await set("letmein123\n"),
      await set("short\n"),
      await set("ada@example.com\n"),
      await set(`${password}\nanother line\n`),
      await set("\n"),
      await set(""),
      await set(Buffer.from([0x66, 0xff, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66])),
      await set("x".repeat(100_000)),
      await set("", []),
      await set(`${password}\r${password}!\r`, [], true),
      await set("half a pass\x03", [], true),
      await set("\x04", [], true),
      await set(password, ["--password-stdin"], true),
    ];

    expect(failures.map(({ code }) => code)).toEqual(failures.map(() => 1));
    expect(
      failures
        .map(({ err }) => err.replaceAll(/<\/?raw>|\n/g, "").replaceAll(/^New password: |The same again: /g, ""))
        .map((err) => err.split(/[.:]/)[0]),
    ).toEqual([
      "This password is on the lists that attackers try first",
      "Use at least 8 characters",
      "Choose a password that is not your username",
      "Standard input does not hold one line",
      "Standard input does not hold one line",
      "Standard input does not hold one line",
      "Standard input is not UTF-8",
      "Standard input does not hold one line",
      "There is no terminal to ask for the password on",
      "The two are not the same",
      "Cancelled",
      "Cancelled",
      "Standard input is a terminal, which would show the password",
    ]);
    for (const { out, err } of failures) {
      expect(out).toBe("");
      for (const typed of [password, "letmein123", "half a pass"]) expect(err).not.toContain(typed);
      expect(err.split("<raw>").length).toBe(err.split("</raw>").length);
    }
    expect(await state()).toEqual(before);
    expect(await caller.account.me()).toMatchObject({ id: account.id });
  });
});

describe("levelup create-user", () => {
  test("makes a user and a gamer, on record, under the rules of a registration, and it can log in", async () => {
    await using here = await operatedApp();
    const create = (args: string[], input = `${password}\n`) =>
      here.levelup(["create-user", ...args, "--password-stdin"], { input });

    const ada = await create([
      "Ada@example.com",
      "--email",
      "ada@example.com",
      "--first-name",
      "Ada",
      "--bio",
      "I play.",
    ]);
    const admin = await create(["admin", "--staff", "--superuser", "--json"], password);
    const taken = await create(["ada@EXAMPLE.com"]);
    const weak = await create(["bob"], "12345678");
    const wrong = await create(["no spaces here", "--email", "secret@", "--first-name", "\u0007"]);
    const { valid } = await here.app.anonymous.auth.login({ username: "ada@example.com", password });

    expect([ada.code, ada.out]).toEqual([0, "Created Ada@example.com (id 1).\n"]);
    expect(JSON.parse(admin.out)).toMatchObject({ username: "admin", isStaff: true, isSuperuser: true });
    expect([taken.code, taken.err]).toEqual([1, "An account with that username already exists.\n"]);
    expect([weak.code, weak.err]).toEqual([1, expect.stringContaining("attackers try first")]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/^error: username: .*\n--first-name: .*\n--email: /);
    expect(wrong.err).not.toMatch(/no spaces|secret@/);
    expect(valid).toBe(true);
    expect(
      await rows(
        here.app,
        `select username, email, first_name, last_name, bio, is_staff, is_superuser, event, user_agent
         from users u join gamers g on g.user_id = u.id
         join audit_events a on a.user_id = u.id and a.event = 'user_create' order by u.id`,
      ),
    ).toEqual([
      {
        ...{ username: "Ada@example.com", email: "ada@example.com", first_name: "Ada", last_name: "", bio: "I play." },
        ...{ is_staff: false, is_superuser: false, event: "user_create", user_agent: "levelup cli (operator)" },
      },
      {
        ...{ username: "admin", email: "", first_name: "", last_name: "", bio: "" },
        ...{ is_staff: true, is_superuser: true, event: "user_create", user_agent: "levelup cli (operator)" },
      },
    ]);
    expect(await rowCounts(here.app)).toMatchObject({ users: 2, gamers: 2, tokens: 1 });
  });
});
