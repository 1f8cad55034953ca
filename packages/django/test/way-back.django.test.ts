import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestApp } from "@levelup/server/testing";
import { importInto } from "@levelup/test-support/importing.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";
import { exportDjango } from "../src/export/export-django.ts";
import { defaultNames } from "../src/import/source.ts";
import { type Oracle, startOracle } from "./oracle/oracle.ts";

const grace = { username: "grace@me.com", password: "Grüße, 葛城 🗝", first_name: "Grace", last_name: "Gamer" };
const newPassword = "a password set here";

/** Sends JSON to a server. */
async function post(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** The project whose user model has no `username`, and whose users and gamers have more columns than ours. */
const players = {
  names: {
    tables: { ...defaultNames.tables, users: "players_player", gamers: "players_profile" },
    models: { ...defaultNames.models, users: "players.player", gamers: "players.profile" },
    usernameColumn: "email",
  },
  usernameColumn: "email",
};

const makePlayers = `
from players.models import Player, Profile
from rest_framework.authtoken.models import Token
for pk, name in ((1, "ada"), (2, "bob")):
    player = Player(pk=pk, email=name + "@me.com", first_name=name, phone="+49 " + name, avatar=name + ".png", is_staff=True)
    player.set_password("password of " + name)
    player.save()
    Profile.objects.create(pk=pk + 10, user=player, bio="Bio of " + name, nickname="nick " + name)
    Token.objects.create(user=player, key=name[0] * 40)`;

async function writeExport(
  { app, clock }: TestApp,
  folder: string,
  { names: { models }, usernameColumn } = { names: defaultNames, usernameColumn: "username" },
): Promise<string> {
  const file = join(folder, `export-${crypto.randomUUID()}.json`);
  await exportDjango(app.database, {
    models,
    usernameColumn,
    now: clock.now(),
    write: (text) => appendFile(file, text, { mode: 0o600 }),
  });
  return file;
}

/** Rows of the players' project, by id. */
function playersOf(oracle: Oracle): Record<string, unknown>[] {
  const objects = JSON.parse(oracle.manage("dumpdata", "players", "authtoken")) as {
    model: string;
    pk: unknown;
    fields: Record<string, unknown>;
  }[];
  return objects.map(({ model, pk, fields }) => ({ model, pk, ...fields }));
}

describe("the way back to a Django project with more columns than ours", () => {
  test("R45: writes only what is ours, ends every key, and brings new accounts", async () => {
    await using oracle = await startOracle({ fixtures: false, settings: "players_settings" });
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    oracle.manage("shell", "-c", makePlayers);
    await importInto(app, oracle.databaseFile, players);
    await app.as("a".repeat(40)).account.update({ firstName: "Ada", bio: "Changed here" });
    await app.as("b".repeat(40)).account.changePassword({ currentPassword: "password of bob", newPassword });
    await app.gamer({ username: "new@me.com", password: newPassword, bio: "Born here" });
    const before = playersOf(oracle);

    const file = await writeExport(app, folder.path, players);
    const rehearsed = oracle.manage("load_levelup", file, "--gamers-model", "players.profile", "--dry-run");
    const untouched = playersOf(oracle);
    const loaded = oracle.manage("load_levelup", file, "--gamers-model", "players.profile");

    const taken = "3 users (1 new) and 3 gamers (1 new).";
    expect(rehearsed).toContain(`Would take ${taken}\n2 tokens of before would be deleted`);
    expect(untouched).toEqual(before);
    expect(loaded).toBe(`Took ${taken}\n2 tokens of before were deleted: everyone logs in again.\n`);
    const rows = playersOf(oracle);
    expect(rows.filter(({ model }) => model === "players.player")).toMatchObject([
      { pk: 1, email: "ada@me.com", first_name: "Ada", phone: "+49 ada", avatar: "ada.png", is_staff: true },
      { pk: 2, email: "bob@me.com", first_name: "bob", phone: "+49 bob", avatar: "bob.png", is_staff: true },
      { pk: 3, email: "new@me.com", first_name: "Grace", phone: "", avatar: "default.png", is_staff: false },
    ]);
    expect(rows.filter(({ model }) => model === "players.profile")).toMatchObject([
      { pk: 11, user: 1, bio: "Changed here", nickname: "nick ada" },
      { pk: 12, user: 2, bio: "Bio of bob", nickname: "nick bob" },
      { user: 3, bio: "Born here", nickname: "nobody" },
    ]);
    const tokens = rows.filter(({ model }) => model === "authtoken.token");
    expect(tokens.map(({ user }) => user).sort()).toEqual([1, 2, 3]);
    for (const { pk } of tokens) expect(pk).not.toMatch(/^(a{40}|b{40})$/);
    const login = (username: string, password: string) => post(`${oracle.url}/api-token-auth/`, { username, password });
    expect(await login("bob@me.com", "password of bob")).toHaveProperty("non_field_errors");
    expect(await login("bob@me.com", newPassword)).toEqual({ token: expect.any(String) });
    expect(await login("new@me.com", newPassword)).toEqual({ token: expect.any(String) });
  });

  test("R45: takes --username-column, and an export without it as well", async () => {
    await using oracle = await startOracle({ fixtures: false, settings: "players_settings" });
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    oracle.manage("shell", "-c", makePlayers);
    await importInto(app, oracle.databaseFile, players);
    await app.app.database.fork().execute("update users set email = 'other@me.com' where id = 1");

    const file = await writeExport(app, folder.path, { ...players, usernameColumn: "username" });
    oracle.manage("load_levelup", file, "--gamers-model", "players.profile", "--username-column", "email");

    expect(playersOf(oracle)[0]).toMatchObject({ pk: 1, email: "ada@me.com", phone: "+49 ada" });
  });

  test.for([
    ["another user of an id", `player.pk, player.email, player.date_joined = 3, "eve@me.com", "2020-01-01T00:00:00Z"`],
    ["another user of a name", `player.pk, player.email = 77, "new@me.com"`],
  ] as const)("R45: refuses a project that has %s, and writes nothing", async ([, change]) => {
    await using oracle = await startOracle({ fixtures: false, settings: "players_settings" });
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    oracle.manage("shell", "-c", makePlayers);
    await importInto(app, oracle.databaseFile, players);
    await app.as("a".repeat(40)).account.update({ firstName: "Ada" });
    await app.gamer({ username: "new@me.com" });
    oracle.manage("shell", "-c", `from players.models import Player\nplayer = Player()\n${change}\nplayer.save()`);
    const before = playersOf(oracle);

    const file = await writeExport(app, folder.path, players);

    expect(() => oracle.manage("load_levelup", file, "--gamers-model", "players.profile")).toThrow(
      /Nothing was written:\nuser 3: (this project has another user of this id|another user of this project has its username)\./,
    );
    expect(playersOf(oracle)).toEqual(before);
  });

  test("R45: names the users that the file lacks, and what does not fit, and leaves both as they are", async () => {
    await using oracle = await startOracle({ fixtures: false, settings: "players_settings" });
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    oracle.manage("shell", "-c", makePlayers);
    await importInto(app, oracle.databaseFile, players);
    await app.as("a".repeat(40)).account.update({ bio: "x".repeat(51) });
    await app.app.database.fork().execute("delete from users where id = 2");

    const file = await writeExport(app, folder.path, players);
    const loaded = oracle.manage("load_levelup", file, "--gamers-model", "players.profile");

    expect(loaded).toContain("1 users of this project are not in the file, and were left as they are: 2\n");
    expect(loaded).toContain("profile 11: its bio is longer than 50 and was left as it is here.\n");
    expect(playersOf(oracle).filter(({ model }) => model === "players.profile")).toMatchObject([
      { pk: 11, bio: "Bio of ada" },
      { pk: 12, bio: "Bio of bob" },
    ]);
  });

  test("R45: says which model to export, and refuses a file of another kind", async () => {
    await using oracle = await startOracle({ fixtures: false, settings: "players_settings" });
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    await app.gamer();

    const file = await writeExport(app, folder.path);

    expect(() => oracle.manage("load_levelup", file)).toThrow(
      "this project's are players.player: export with --users-model players.player",
    );
    expect(() => oracle.manage("load_levelup", join(folder.path, "nowhere.json"))).toThrow(
      "nowhere.json is not what `levelup export django` writes.",
    );
  });
});

describe("the way back to the chapter's project", () => {
  test.for(["load_levelup", "loaddata"])(
    "C7: a new one takes the export by %s, and a password set here logs in there",
    async (command) => {
      await using old = await startOracle();
      await using fresh = await startOracle({ fixtures: false });
      await using app = await createTestApp();
      await using folder = await temporaryFolder();
      await importInto(app, old.databaseFile);
      const here = await app.gamer({ username: "here@me.com", password: newPassword, bio: "Born here" });

      fresh.manage(command, await writeExport(app, folder.path));
      if (command === "loaddata") {
        fresh.manage(
          "shell",
          "-c",
          `
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token
for user in User.objects.all():
    Token.objects.get_or_create(user=user)`,
        );
      }

      const answer = await post(`${fresh.url}/login`, { username: "here@me.com", password: here.password });
      expect(answer).toEqual({ valid: true, token: expect.any(String) });
      const { token } = answer as { token: string };
      const profile = await fetch(`${fresh.url}/profile`, { headers: { authorization: `Token ${token}` } });
      expect(await profile.json()).toMatchObject({ gamer: { user: { username: "here@me.com" }, bio: "Born here" } });
      expect(await post(`${fresh.url}/login`, { username: "me@me.com", password: "me" })).toMatchObject({
        valid: true,
      });
      expect(await post(`${fresh.url}/login`, { username: "here@me.com", password: "wrong" })).toEqual({
        valid: false,
      });
    },
  );

  test.for(["load_levelup", "loaddata"])(
    "%s brings every field back as it was, and what Django makes next has an id of its own",
    async (command) => {
      await using old = await startOracle();
      await using fresh = await startOracle({ fixtures: false });
      await using app = await createTestApp();
      await using folder = await temporaryFolder();
      await post(`${old.url}/register`, grace);
      old.manage("shell", "-c", "from django.contrib.auth.models import User; User.objects.create_superuser('Root')");
      await importInto(app, old.databaseFile);

      fresh.manage(command, await writeExport(app, folder.path));

      const accounts = (oracle: Oracle) => oracle.manage("dumpdata", "auth.user", "levelupapi.gamer");
      expect(accounts(fresh)).toBe(accounts(old));
      expect(await post(`${fresh.url}/register`, { ...grace, username: "next@me.com" })).toEqual({
        token: expect.any(String),
      });
    },
  );
});
