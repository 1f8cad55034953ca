import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { levelup, operator } from "@levelup/test-support/cli.ts";
import { createDjangoDatabase, djangoHash } from "@levelup/test-support/django-database.ts";
import { describe, expect, test } from "vitest";

describe("levelup export django", () => {
  test("writes a fixture that only its owner can read, and overwrites a file only with --force", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "me@me.com", lastLogin: "2021-01-02 03:04:05", bio: "x".repeat(51) });
    await levelup(["import", "django", django.file], here);
    const out = join(here.folder, "dump.json");
    writeFileSync(out, "precious", { mode: 0o644 });
    const args = ["export", "django", "--out", out, "--gamers-model", "game.player"];

    const refused = await levelup(args, here);
    const precious = readFileSync(out, "utf8");
    const forced = await levelup([...args, "--force"], here);

    expect([refused.code, precious]).toEqual([1, "precious"]);
    expect(refused.err).toBe(`${out} is there already. Name another file, or add --force to overwrite it.\n`);
    expect(forced.out).toBe(`Wrote 1 users and 1 gamers to ${out}.
1 tokens stay behind: only their digests are kept, so everyone logs in again at Django.
gamers 1001: Its bio is longer than the original's 50 characters.
`);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual([
      {
        model: "auth.user",
        pk: 1,
        fields: {
          username: "me@me.com",
          password: djangoHash,
          email: "",
          first_name: "Grace",
          last_name: "Gamer",
          is_active: true,
          is_staff: false,
          is_superuser: false,
          date_joined: "2020-08-28T13:24:27.172345Z",
          last_login: "2021-01-02T03:04:05.000000Z",
        },
      },
      { model: "game.player", pk: 1001, fields: { user: 1, bio: "x".repeat(51) } },
    ]);
  });

  test("of many accounts can be imported again, which changes nothing", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.run(`with recursive n(n) as (select 1 union all select n + 1 from n where n < 4500)
      insert into auth_user select n, '!', null, 0, 'gamer' || n, '', 'é"\\', 0, 1, '2020-08-28 13:24:27', '𠮷' from n`);
    const out = join(here.folder, "dump.json");

    await levelup(["import", "django", django.file], here);
    await levelup(["export", "django", "--out", out], here);
    const { out: report } = await levelup(["import", "django", "--json", out], here);

    expect(JSON.parse(report).counts.users).toMatchObject({ read: 4500, unchanged: 4500 });
  });

  test("writes an empty list without accounts, and no file where the folder does not exist", async () => {
    await using here = await operator();
    const out = join(here.folder, "dump.json");

    const { code } = await levelup(["export", "django", "--json", "--out", out], here);
    const nowhere = await levelup(["export", "django", "--out", join(here.folder, "no", "dump.json")], here);

    expect([code, readFileSync(out, "utf8")]).toEqual([0, "[]\n"]);
    expect(nowhere.err).toContain("cannot be written.");
  });
});
