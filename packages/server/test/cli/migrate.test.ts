import { composition } from "@levelup/api/composition";
import { operatedApp } from "@levelup/test-support/cli.ts";
import { expect, test } from "vitest";

const names = composition.migrations.map(({ name }) => name);
const newest = names.at(-1) ?? "";
const applied = names.slice(0, -1).map((name) => ({ name, at: expect.stringMatching(/Z$/) }));

test("G8: levelup migrate has an exit code for pending migrations, asks before it undoes one, and keeps those of a newer release", async () => {
  await using here = await operatedApp();
  const { levelup } = here;
  const status = async () => {
    const { code, out } = await levelup(["migrate", "status", "--json"]);
    return [code, JSON.parse(out)];
  };

  const whole = await status();
  const declined = [
    await levelup(["migrate", "down"]),
    await levelup(["migrate", "down"], { isTTY: true, input: "no\r" }),
  ];
  const still = await status();
  const undone = await levelup(["migrate", "down"], { isTTY: true, input: "y\r" });
  const lacking = await status();
  const inWords = await levelup(["migrate", "status"]);
  const early = await levelup(["create-user", "ada", "--password-stdin"], { input: "correct horse battery staple" });
  const doctor = await levelup(["doctor", "--json"]);
  const up = await levelup(["migrate", "up"]);
  const again = await levelup(["migrate", "up", "--json"]);
  await here.app.app.database.fork().execute("insert into migrations (name, executed_at) values ('29990101', now())");
  const newer = await status();
  const ofNewerRelease = await levelup(["migrate", "down", "--yes"]);

  expect(whole).toEqual([
    0,
    { applied: [...applied, { name: newest, at: expect.any(String) }], pending: [], unknown: [] },
  ]);
  expect(declined.map(({ code, out }) => [code, out])).toEqual([
    [1, ""],
    [1, ""],
  ]);
  expect(declined[1]?.err).toContain(`Undo ${newest}? What it made goes, with all the data in it. [y/N] `);
  expect(still).toEqual(whole);
  expect([undone.code, undone.out]).toEqual([0, `Undid ${newest}.\n`]);
  expect(lacking).toEqual([1, { applied, pending: [newest], unknown: [] }]);
  expect([inWords.code, inWords.err]).toEqual([1, ""]);
  expect(inWords.out).toMatch(new RegExp(`\n${newest} +pending\n$`));
  expect([early.code, early.out, early.err]).toEqual([
    ...[1, ""],
    `The database lacks ${newest}. Run \`levelup migrate up\` first.\n`,
  ]);
  expect([doctor.code, JSON.parse(doctor.out).findings]).toEqual([
    1,
    expect.arrayContaining([expect.objectContaining({ level: "error", check: "migrations" })]),
  ]);
  expect([up.code, up.out]).toEqual([0, `Ran ${newest}.\n`]);
  expect(JSON.parse(again.out)).toEqual({ ran: [] });
  expect(newer).toEqual([1, expect.objectContaining({ pending: [], unknown: ["29990101"] })]);
  expect([ofNewerRelease.code, ofNewerRelease.out]).toEqual([1, ""]);
  expect(ofNewerRelease.err).toContain("This release does not know 29990101.");
});
