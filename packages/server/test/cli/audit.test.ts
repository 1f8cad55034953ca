import { type OperatedApp, operatedApp } from "@levelup/test-support/cli.ts";
import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";

/** The rows that `levelup audit --json` prints. */
async function audit({ levelup }: OperatedApp, ...args: string[]): Promise<Record<string, unknown>[]> {
  const { code, out } = await levelup(["audit", "--json", ...args]);
  expect(code).toBe(0);
  return out.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

test("levelup audit shows events with account, time and address, newest first, filtered by account, event, outcome and time", async () => {
  await using here = await operatedApp();
  const { account } = await here.app.gamer({ username: "Ada" });
  await here.app.gamer({ username: "bob" });
  await here.app.anonymous.auth.login({ username: "ada", password: "wrong" });
  await rows(
    here.app,
    `insert into audit_events (at, event, outcome, user_id) values
       ('2026-01-01T00:00:00Z', 'login', 'success', 77), ('2026-01-02T00:00:00Z', 'login', 'failure', 77) returning id`,
  );

  const table = await here.levelup(["audit"]);
  const all = await audit(here);
  const names = (found: Record<string, unknown>[]) => found.map(({ event, userId }) => `${event} ${userId}`);

  expect(names(all)).toEqual([
    `login ${account.id}`,
    expect.stringMatching(/^register /),
    `register ${account.id}`,
    "login 77",
    "login 77",
  ]);
  expect(all[0]).toEqual({
    ...{ id: expect.any(Number), at: expect.stringMatching(/Z$/), event: "login", outcome: "failure" },
    ...{ userId: account.id, username: "Ada", tokenId: null, address: "192.0.2.1", userAgent: "vitest" },
    requestId: expect.any(String),
  });
  expect(table.out.split("\n")[0]).toMatch(/^at +event +outcome +account +token +address +request +user agent$/);
  expect(table.out).toMatch(
    new RegExp(`\\S+Z +login +failure +Ada \\(id ${account.id}\\) +- +192.0.2.1 +\\S+ +vitest\n`),
  );
  expect(table.out).toContain("(gone) (id 77)");
  expect(names(await audit(here, "--user", "ADA", "--event", "register"))).toEqual([`register ${account.id}`]);
  expect(await audit(here, "--user-id", "77", "--outcome", "failure")).toMatchObject([
    { at: "2026-01-02T00:00:00.000Z" },
  ]);
  expect(await audit(here, "--since", "2026-01-01", "--until", "2026-01-02")).toMatchObject([{ outcome: "success" }]);
  expect(await audit(here, "--until", "2026-01-01T00:00:00+01:00")).toEqual([]);
  expect(await audit(here, "--limit", "2")).toHaveLength(2);
  expect((await here.levelup(["audit", "--event", "unlock"])).out).toBe("No rows.\n");
});

test("levelup audit prints each row once, also where many have the same time", async () => {
  await using here = await operatedApp();
  await rows(
    here.app,
    `insert into audit_events (at, event, outcome)
     select '2026-01-01T00:00:00Z', 'login', 'failure' from generate_series(1, 2500) returning id`,
  );

  const found = await audit(here, "--limit", "2200");

  expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 2200 }, (_, index) => 2500 - index));
});
