import { operatedApp } from "@levelup/test-support/cli.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";

const few = { burst: 3, perHour: 1 };

test("levelup unlock clears the failed attempts of one account, those from known devices too", async () => {
  const limits = { account: few, device: few, proof: few };
  await using here = await operatedApp({ settings: { throttle: { limits } } });
  const [ada, bob] = [await here.app.gamer({ username: "Ada" }), await here.app.gamer({ username: "bob" })];
  const { auth } = here.app.anonymous;
  const login = (username: string, password: string, deviceId?: string) => auth.login({ username, password, deviceId });
  const known = await login("ada", ada.password);
  const deviceId = known.valid ? known.deviceId : "";
  for (let attempt = 0; attempt < few.burst; attempt += 1) {
    for (const username of ["ada", "bob"]) await login(username, "wrong");
    await login("ada", "wrong", deviceId);
    await ada.caller.account.changePassword({ currentPassword: "wrong", newPassword: "x" }).catch(() => {});
  }
  const refused = [login("ada", ada.password), login("ada", ada.password, deviceId), login("bob", bob.password)];
  const before = await Promise.all(refused.map(refusalCode));

  const run = await here.levelup(["unlock", "ADA"]);
  const stranger = await login("ada", ada.password);
  const device = await login("ada", ada.password, deviceId);

  expect(before).toEqual(Array(3).fill("RATE_LIMITED"));
  expect(run).toEqual({
    code: 0,
    out: `Unlocked Ada (id ${ada.account.id}). Counters that were cleared: 5.\n`,
    err: "",
  });
  expect([stranger.valid, device.valid]).toEqual([true, true]);
  expect(await refusalCode(login("bob", bob.password))).toBe("RATE_LIMITED");
  expect(await rows(here.app, "select user_id, user_agent from audit_events where event = 'unlock'")).toEqual([
    { user_id: ada.account.id, user_agent: "levelup cli (operator)" },
  ]);
});

test("levelup unlock --address clears the failed attempts of an address, and names it in the audit", async () => {
  const limits = { address: few, registration: few };
  await using here = await operatedApp({ settings: { throttle: { limits } } });
  const { password } = await here.app.gamer({ username: "ada" });
  const login = (typed: string) => here.app.anonymous.auth.login({ username: "ada", password: typed });
  for (let attempt = 0; attempt < few.burst; attempt += 1) await login("wrong");
  const before = await refusalCode(login(password));

  const run = await here.levelup(["unlock", "--address", "::ffff:192.0.2.1", "--json"]);

  expect(before).toBe("RATE_LIMITED");
  expect(JSON.parse(run.out)).toEqual({ id: null, username: null, address: "::ffff:192.0.2.1", cleared: 2 });
  expect((await login(password)).valid).toBe(true);
  expect(await rows(here.app, "select user_id, address from audit_events where event = 'unlock'")).toEqual([
    { user_id: null, address: "::ffff:192.0.2.1" },
  ]);
});
