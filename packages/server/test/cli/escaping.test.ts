import { operatedApp } from "@levelup/test-support/cli.ts";
import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";

/** What would clear the screen, rename the window, reverse the text or add a line to a table. */
const hostile = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\r\n\x7f";

test("R22: every command escapes what it prints of the database, of an error and of its own arguments", async () => {
  await using here = await operatedApp();
  const { account } = await here.app.gamer({ username: "ada" });
  const update = async (sql: string) => rows(here.app, `${sql} returning id`, [hostile]);
  await update("update users set username = ?");
  await update("update tokens set device = ?");
  await update("update audit_events set user_agent = ?");
  const id = String(account.id);
  const em = here.app.app.database.fork();

  const printed = [
    await here.levelup(["audit"]),
    await here.levelup(["audit", "--json"]),
    await here.levelup(["tokens", "list", "--id", id]),
    await here.levelup(["tokens", "list", "--id", id, "--json"]),
    await here.levelup(["tokens", "issue", "--id", id]),
    await here.levelup(["tokens", "revoke", "--user-id", id]),
    await here.levelup(["deactivate", "--id", id]),
    await here.levelup(["unlock", "--id", id, "--json"]),
  ];
  await em.execute("insert into migrations (name, executed_at) values (?, now())", [hostile]);
  printed.push(
    await here.levelup(["doctor"]),
    await here.levelup(["migrate", "status"]),
    await here.levelup(["migrate", "down"]),
  );
  const ofArguments = [await here.levelup([hostile]), await here.levelup(["migrate", hostile])];

  for (const { out, err } of [...printed, ...ofArguments]) {
    expect(out + err).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(out + err).toContain("\\u001b[2J");
  }
  expect(JSON.parse(printed[1]?.out.split("\n")[0] ?? "")).toMatchObject({ username: hostile, userAgent: hostile });
  expect(printed[0]?.out.split("\n")).toHaveLength(3);
});
