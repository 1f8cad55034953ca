import { operatedApp } from "@levelup/test-support/cli.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";

const newPassword = "a wholly different phrase";

test("J22: levelup reset-link prints a link once, that works for 24 hours without any mail", async () => {
  await using here = await operatedApp({ settings: { mail: { delivery: null } } });
  const { account } = await here.app.gamer({ username: "Ada" });

  const run = await here.levelup(["reset-link", "ada"]);

  const [, token = ""] = /^http:\/\/localhost:8000\/reset-password#(lu_reset_[0-9a-f]{48})\n$/.exec(run.out) ?? [];
  expect([run.code, run.err]).toEqual([0, expect.stringContaining(`Ada (id ${account.id}), until `)]);
  const kept = await rows(
    here.app,
    "select (select json_agg(t)::text from tokens t), (select json_agg(a)::text from audit_events a)",
  );
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(await here.app.anonymous.auth.resetPassword({ token, newPassword })).toEqual({ username: "Ada" });
  expect(await here.app.anonymous.auth.login({ username: "Ada", password: newPassword })).toMatchObject({
    valid: true,
  });
  expect(await refusalCode(here.app.anonymous.auth.resetPassword({ token, newPassword }))).toBe("LINK_INVALID");
  expect(await rows(here.app, "select user_id, user_agent from audit_events where event = 'reset_link'")).toEqual([
    { user_id: account.id, user_agent: "levelup cli (operator)" },
  ]);
});

test("levelup reset-link confirms no address: it was mailed to none", async () => {
  await using here = await operatedApp({});
  await here.app.gamer({ username: "Ada", email: "ada@example.com" });
  const { link } = JSON.parse((await here.levelup(["reset-link", "Ada", "--json"])).out);

  await here.app.anonymous.auth.resetPassword({ token: link.split("#")[1], newPassword });

  expect(await rows(here.app, "select email_verified_at from users")).toEqual([{ email_verified_at: null }]);
});

test("levelup reset-link refuses an account that is not active", async () => {
  await using here = await operatedApp({});
  await here.app.gamer({ username: "Ada" });
  await here.levelup(["deactivate", "Ada"]);

  expect(await here.levelup(["reset-link", "Ada"])).toMatchObject({
    code: 1,
    out: "",
    err: "This account is not active.\n",
  });
});
